import type { z } from "zod";
import { checkShape, locate, openConfig, type Problem } from "../../../core/config/check.ts";
import { type Fault, fileFault, sortFaults } from "../../../core/config/fault.ts";
import type { ReadText } from "../../../core/config/reader.ts";
import { blockAt, type Section, section } from "../../../core/config/section.ts";
import { didYouMean } from "../../../core/config/suggest.ts";
import { err, ok, type Result } from "../../../core/result.ts";
import { regionItself } from "../../../core/wire/topics.ts";
import type { LadderRung } from "../../ladder/rung.ts";
import { channelSchema, personSchema, type RegionConfig, regionSchema, rotaSchema, rungSchema } from "./schema.ts";
import { type KnownSite, togetherProblems } from "./together.ts";

function dangling(path: readonly string[], name: string, what: string, known: Iterable<string>): Problem {
  const hint = didYouMean(name, known);
  return { path, note: { message: `there is no ${what} \`${name}\``, ...(hint === undefined ? {} : { hint }) } };
}

/** The region's own alarms and orders stand under that name. */
function siteProblems(plain: unknown): readonly Problem[] {
  if (!(regionItself in blockAt(plain, ["sites"]))) return [];
  const note = { message: `\`${regionItself}\` is the region itself, no site`, expected: "the id of a site" };
  return [{ path: ["sites", regionItself], note }];
}

type Person = z.infer<typeof personSchema>;
type Rota = z.infer<typeof rotaSchema>;

/** A region as far as it is sound, so that one faulty entry does not hide the faults of others. */
interface Parts {
  readonly people: Section<Person>;
  readonly rota: Section<Rota>;
  readonly channels: ReadonlySet<string>;
  /** In their order; undefined where a rung has faults of its own. */
  readonly rungs: readonly (LadderRung | undefined)[];
}

function partsOf(plain: unknown): Parts {
  const { rungs } = blockAt(plain, ["charter", "ladder"]);
  return {
    people: section(plain, ["charter", "people"], personSchema),
    rota: section(plain, ["charter", "rota"], rotaSchema),
    channels: section(plain, ["charter", "channels"], channelSchema).names,
    rungs: Array.isArray(rungs) ? rungs.map((rung: unknown) => rungSchema.safeParse(rung).data) : [],
  };
}

function rotaProblems({ people, rota }: Parts): Problem[] {
  return [...rota.sound].flatMap(([role, { turns }]) =>
    turns.order.flatMap((name, index): Problem[] => {
      const path = [...rota.at, role, "turns", "order", String(index)];
      if (!people.names.has(name)) return [dangling(path, name, "person", people.names)];
      if (turns.order.indexOf(name) < index)
        return [{ path, note: { message: `\`${name}\` stands in this list twice` } }];
      const person = people.sound.get(name);
      if (person === undefined || person.roles.includes(role)) return [];
      return [{ path, note: { message: `\`${name}\` does not have the role \`${role}\`` } }];
    }),
  );
}

function entryProblems(
  earlier: readonly (LadderRung | undefined)[],
  rung: LadderRung,
  path: readonly string[],
): Problem[] {
  return rung.enter.flatMap((entry, index): Problem[] => {
    if (entry.form !== "missed") return [];
    const { rung: name, deadline } = entry.missed;
    const target = earlier.find((candidate) => candidate?.id === name);
    const where = [...path, "enter", ...(rung.enter.length > 1 ? ["any", String(index)] : []), "missed"];
    if (target !== undefined) {
      return target[deadline] === undefined
        ? [{ path: where, note: { message: `\`${name}\` has no ${deadline}` } }]
        : [];
    }
    const known = earlier.flatMap((candidate) => (candidate === undefined ? [] : [candidate.id]));
    return known.length === earlier.length ? [dangling(where, name, "earlier rung", known)] : [];
  });
}

function channelProblems(rung: LadderRung, path: readonly string[], known: ReadonlySet<string>): Problem[] {
  return Object.entries(rung.by ?? {}).flatMap(([priority, channels]) =>
    (channels ?? []).flatMap((channel, index) =>
      known.has(channel) ? [] : [dangling([...path, "by", priority, String(index)], channel, "channel", known)],
    ),
  );
}

function rungProblems({ rungs, rota, channels }: Parts): Problem[] {
  return rungs.flatMap((rung, index) => {
    if (rung === undefined) return [];
    const path = ["charter", "ladder", "rungs", String(index)];
    const earlier = rungs.slice(0, index);
    const problems = [...entryProblems(earlier, rung, path), ...channelProblems(rung, path, channels)];
    if (earlier.some((other) => other?.id === rung.id)) {
      problems.push({ path: [...path, "id"], note: { message: `there is already a rung \`${rung.id}\`` } });
    }
    if (rung.who !== undefined && !rota.names.has(rung.who)) {
      problems.push(dangling([...path, "who"], rung.who, "role in the rota", rota.names));
    }
    return problems;
  });
}

/** Checks the text of a region file, and that it fits the sites loaded with it. */
export function checkRegion(
  file: string,
  text: string,
  sites: readonly KnownSite[] = [],
): Result<RegionConfig, readonly Fault[]> {
  const { opened, faults } = openConfig(file, text);
  if (opened === undefined) return err(faults);
  const shape = checkShape(opened, regionSchema);
  const parts = partsOf(opened.plain);
  const together = shape.value === undefined ? [] : togetherProblems(shape.value, sites);
  const problems = [...siteProblems(opened.plain), ...rotaProblems(parts), ...rungProblems(parts), ...together];
  const all = [...faults, ...shape.faults, ...problems.map((problem) => locate(opened, problem))];
  return all.length > 0 || shape.value === undefined ? err(sortFaults(all)) : ok({ path: file, file: shape.value });
}

/** What loading a region needs from outside: how to read a file, and the sites loaded with it. */
export interface RegionTools {
  readonly read: ReadText;
  readonly sites?: readonly KnownSite[];
}

/** Loads a region file; `check`, `region` and `up` all come through here. */
export function loadRegion(file: string, tools: RegionTools): Result<RegionConfig, readonly Fault[]> {
  const text = tools.read(file);
  return text.ok ? checkRegion(file, text.value, tools.sites) : err([fileFault(file, { message: text.error })]);
}
