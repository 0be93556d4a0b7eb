import { didYouMean } from "../core/config/suggest.ts";
import { AppError } from "../core/errors.ts";
import type { EpochMs } from "../core/time.ts";
import type { SiteConfig } from "../gateway/site/schema.ts";
import { type SimulatedLine, simulatedLine } from "../gateway/site/simulated.ts";
import { compile } from "../rules/engine/compile/compile.ts";
import { boundsAt } from "../rules/engine/ranges/ranges.ts";
import { type WorldKind, worldKinds } from "../simulators/worlds/index.ts";

/** m above the target of the day: a pump has work from the start. */
const startAbove = 0.03;

function linesOf({ file }: SiteConfig): readonly SimulatedLine[] {
  return Object.values(file.buses).flatMap((bus) => simulatedLine(bus) ?? []);
}

/** The world a site lives in, undefined where its devices are real. Throws `config-invalid` when it or a line of it does not exist. */
export function worldOf(site: SiteConfig): WorldKind | undefined {
  const lines = linesOf(site);
  const [first] = lines;
  if (first === undefined) return undefined;
  const kind =
    worldKinds[first.world] ?? refuse(site, `world \`${first.world}\``, first.world, Object.keys(worldKinds));
  for (const { line } of lines) {
    if (!kind.buses.includes(line)) refuse(site, `line \`${line}\` in the world \`${first.world}\``, line, kind.buses);
  }
  return kind;
}

function refuse(site: SiteConfig, what: string, word: string, known: readonly string[]): never {
  const hint = didYouMean(word, known);
  const better = hint === undefined ? `there is ${known.join(", ")}` : hint;
  throw new AppError("config-invalid", `${site.path}: there is no simulated ${what}; ${better}`);
}

/** The quantities a site's world begins with: the water a little above where it is aimed, if it is aimed anywhere. */
export function initialOf(site: SiteConfig, at: EpochMs): Readonly<Record<string, number>> {
  const { ranges, index } = compile(site.engine);
  const range = ranges.find(({ variable }) => variable === index.get("site/level-inside"));
  const target = range === undefined ? null : boundsAt(range, at).target;
  return target === null ? {} : { levelInside: target + startAbove };
}
