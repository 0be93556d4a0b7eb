import type { z } from "zod";
import { openConfig } from "../core/config/check.ts";
import { type Fault, faultAt, fileFault } from "../core/config/fault.ts";
import { checkText } from "../core/config/load.ts";
import { folderOf } from "../core/config/paths.ts";
import type { ReadText } from "../core/config/reader.ts";
import { blockAt } from "../core/config/section.ts";
import { didYouMean } from "../core/config/suggest.ts";
import { placeOf } from "../core/config/tree.ts";
import { groupBy } from "../core/group-by.ts";
import type { Result } from "../core/result.ts";
import { consoleFileSchema } from "../dashboards/server/file-schema.ts";
import type { Driver } from "../gateway/drivers/driver.ts";
import { mapFile } from "../gateway/drivers/modbus/map-file.ts";
import { checkReplay } from "../gateway/site/load-replay.ts";
import { checkSite } from "../gateway/site/load-site.ts";
import { replaySchema } from "../gateway/site/replay-schema.ts";
import { type SiteConfig, siteSchema } from "../gateway/site/schema.ts";
import { ingestFileSchema } from "../ingest/file-schema.ts";
import { checkRegion } from "../rules/region/file/load.ts";
import { regionSchema } from "../rules/region/file/schema.ts";
import type { KnownSite } from "../rules/region/file/together.ts";
import { checkFaultScript, faultScriptSchema } from "./simulate/fault-script.ts";

/** The kinds of file there are. */
export const kinds = ["site", "region", "ingest", "console", "replay", "map", "faults"] as const;
/** One of `kinds`: what a file says it is. */
export type Kind = (typeof kinds)[number];

/** What reading configuration of any kind needs from outside. */
export interface ConfigTools {
  readonly read: ReadText;
  readonly drivers: readonly Driver[];
}

/** One file that was read, its kind known. */
export interface Written {
  readonly file: string;
  readonly text: string;
  readonly kind: Kind;
  /** The values as written, `like` entries expanded. */
  readonly plain: unknown;
}

const isKind = (word: unknown): word is Kind => kinds.some((kind) => kind === word);

/** Reads one file far enough to know what kind it is. */
export function openKind(
  file: string,
  read: ReadText,
): { readonly written?: Written; readonly faults: readonly Fault[] } {
  const text = read(file);
  if (!text.ok) return { faults: [fileFault(file, { message: text.error })] };
  const { opened, faults } = openConfig(file, text.value);
  if (opened === undefined) return { faults };
  const { kind } = blockAt(opened.plain, []);
  if (isKind(kind)) return { written: { file, text: text.value, kind, plain: opened.plain }, faults: [] };
  const word = typeof kind === "string" ? kind : undefined;
  const message = kind === undefined ? "the key `kind` is missing" : `there is no kind ${word ?? "like this"}`;
  const hint = word === undefined ? undefined : didYouMean(word, kinds);
  const note = { message, expected: kinds.join(", "), ...(hint === undefined ? {} : { hint }) };
  return { faults: [...faults, faultAt(opened.source, placeOf(opened.tree, ["kind"]), ["kind"], note)] };
}

/** What checking several files together found. */
export interface Checked {
  readonly faults: readonly Fault[];
  /** One line about each sound file. */
  readonly sound: readonly string[];
}

function checkKind(
  { kind, file, text }: Written,
  tools: ConfigTools,
  sites: readonly KnownSite[],
): Result<unknown, readonly Fault[]> {
  switch (kind) {
    case "site":
      return checkSite(file, text, tools);
    case "region":
      return checkRegion(file, text, sites);
    case "ingest":
      return checkText(file, text, ingestFileSchema);
    case "console":
      return checkText(file, text, consoleFileSchema);
    case "replay":
      return checkReplay(file, text);
    case "map":
      return checkText(file, text, mapFile);
    case "faults":
      return checkFaultScript(file, text);
  }
}

/** What regions may know of a site beside them; nothing of one with faults. */
function knownSites(checked: Result<SiteConfig, readonly Fault[]> | undefined): readonly KnownSite[] {
  if (checked?.ok !== true) return [];
  const { site, charter } = checked.value.file;
  return [{ id: site.id, region: site.region, alarms: charter.alarms }];
}

/** Checks files exactly as their starts would, and regions against the sites beside them. */
export function checkFiles(files: readonly string[], tools: ConfigTools): Checked {
  const opened = files.map((file) => ({ file, ...openKind(file, tools.read) }));
  const written = opened.flatMap((held) => held.written ?? []);
  const sites = written.map((held) => {
    const checked = held.kind === "site" ? checkSite(held.file, held.text, tools) : undefined;
    return { folder: folderOf(held.file), checked, known: knownSites(checked) };
  });
  const faults: Fault[] = opened.flatMap((held) => held.faults);
  const sound: string[] = [];
  const folders = groupBy(sites, ({ folder }) => folder);
  for (const [index, held] of written.entries()) {
    const beside = () => folders.get(folderOf(held.file))?.flatMap(({ known }) => known) ?? [];
    const checked = sites[index]?.checked ?? checkKind(held, tools, beside());
    const found = checked.ok ? [] : checked.error;
    for (const fault of found) faults.push(fault);
    if (found.length === 0) sound.push(`${held.file}: ${held.kind}, no faults`);
  }
  return { faults, sound };
}

/** The schema a file of this kind is read by. */
export function schemaOf(kind: Kind, drivers: readonly Driver[]): z.ZodType {
  switch (kind) {
    case "site":
      return siteSchema(drivers);
    case "region":
      return regionSchema;
    case "ingest":
      return ingestFileSchema;
    case "console":
      return consoleFileSchema;
    case "replay":
      return replaySchema;
    case "map":
      return mapFile;
    case "faults":
      return faultScriptSchema;
  }
}
