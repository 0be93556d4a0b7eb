import { z } from "zod";
import { type Kind, kinds, schemaOf } from "../../cli/configuration.ts";
import { findUnit, unitCodes } from "../../core/units.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { type Row, rowsOf } from "./config-rows.ts";
import { anchorOf, code, table } from "./table.ts";

const purposes: Readonly<Record<Kind, string>> = {
  site: "One gateway: what is wired, and under `charter` what was agreed. Read by `homeostat gateway` and `homeostat up`.",
  region:
    "The sites of a region, and who is called when a site's own rung does not answer. Read by `homeostat region` and `homeostat up`.",
  ingest: "What an ingest process stores, and where. Read by `homeostat ingest`.",
  console:
    "The operator's page and API as a process of its own, beside a broker and a store. Read by `homeostat console`.",
  replay: "Recorded files as the devices of one site. Read by `homeostat replay`.",
  faults: "What goes wrong in simulated sites, and when. Read by `homeostat up` with `--faults`.",
  map: "The registers of one make of Modbus device, beside the site file that names it under `map`. Read with that site.",
};

/** A part of a file that has a table of its own. */
export interface Section {
  /** The path its keys stand under, such as `buses.<id>`; empty for the rest of the file. */
  readonly title: string;
  /** What is said of the block itself. */
  readonly words: string;
  /** Keys without the title. */
  readonly rows: readonly Row[];
}

/** A block is one section; the charter, which is long, one for each of its blocks. */
function blocksOf(name: string, schema: z.ZodType): readonly (readonly [string, z.ZodType])[] {
  if (name !== "charter" || !(schema instanceof z.ZodObject)) return [[name, schema]];
  return Object.entries(schema.shape).map(([key, part]) => [`${name}.${key}`, part as z.ZodType]);
}

function sectionOf(block: string, all: readonly Row[]): Section {
  const own = all.find(({ key }) => key === block);
  const rows = all.filter((row) => row !== own);
  const entry = /^<[^>]+>/.exec(rows[0]?.key.slice(block.length + 1) ?? "")?.[0];
  const title = entry === undefined ? block : `${block}.${entry}`;
  const words = own === undefined ? "" : `${own.standard === "required" ? "" : "May be left out: "}${own.meaning}.`;
  return { title, words, rows: rows.map((row) => ({ ...row, key: row.key.slice(title.length).replace(/^\./, "") })) };
}

/** Every key of one kind of file. */
export function sectionsOf(kind: Kind): readonly Section[] {
  const schema = schemaOf(kind, drivers);
  if (!(schema instanceof z.ZodObject)) throw new Error(`the schema of kind ${kind} is not a block of keys`);
  const blocks = Object.entries(schema.shape)
    .flatMap(([name, part]) => blocksOf(name, part as z.ZodType))
    .map(([name, part]) => ({ name, rows: rowsOf(name, part) }));
  const single = blocks.flatMap(({ rows }) => (rows.length === 1 ? rows : []));
  const sections = blocks.flatMap(({ name, rows }) => (rows.length === 1 ? [] : [sectionOf(name, rows)]));
  return [{ title: "", words: "", rows: single }, ...sections];
}

function rowsTable(rows: readonly Row[]): string {
  const withForms = rows.some(({ only }) => only !== "");
  const cells = rows.map(({ key, expects, standard, only, meaning }) => [
    code(key),
    ...(withForms ? [code(only)] : []),
    expects,
    standard === "required" ? "required" : code(standard),
    meaning,
  ]);
  return table(["key", ...(withForms ? ["only with"] : []), "expects", "default", "meaning"], cells);
}

const headingOf = (kind: Kind, { title }: Section): string => `${kind}: ${code(title)}`;

/** The section, or where the same one stood before. */
function sectionText(kind: Kind, section: Section, told: Map<string, string>): string {
  const body = rowsTable(section.rows);
  if (section.title === "") return body;
  const heading = headingOf(kind, section);
  const before = told.get(body);
  told.set(body, heading);
  const as = before === undefined ? body : `As in [${before.replaceAll("`", "")}](#${anchorOf(before)}).`;
  return [`### ${heading}`, ...(section.words === "" ? [] : [section.words]), as].join("\n\n");
}

function kindText(kind: Kind, told: Map<string, string>): string {
  const parts = sectionsOf(kind).map((section) => sectionText(kind, section, told));
  return `## kind: ${kind}\n\n${purposes[kind]}\n\n${parts.join("\n\n")}`;
}

function unitsTable(): string {
  const byDimension = new Map<string, string[]>();
  for (const unit of unitCodes) {
    const dimension = findUnit(unit)?.dimension ?? "";
    byDimension.set(dimension, [...(byDimension.get(dimension) ?? []), code(unit)]);
  }
  return table(
    ["measures", "units"],
    [...byDimension].map(([dimension, codes]) => [dimension, codes.join(" ")]),
  );
}

/** docs/config.md: every key of every file, with what it expects, its default and its meaning. */
export function configPage(): string {
  const told = new Map<string, string>();
  return `# Configuration

Files are YAML, one for each process. [examples/polder](../examples/polder/site.yaml) is a whole site with comments;
\`homeostat check PATH…\` tells every fault of a file at once and touches nothing; \`homeostat config print SITE.yaml --effective\` shows
what is in force with every default. \`homeostat schema KIND\` prints a JSON Schema for editors, which
[docs/schema](schema) holds too: with \`# yaml-language-server: $schema=…\` as its first line a file is completed and checked while it is written.

- A **duration** always carries its unit: \`300ms 10s 5min 2h 7d\`, \`1 week\`. A bare number is never a time.
- A bare number under a variable, and in a range, reflex or alarm about one, is in that variable's unit. Any other **quantity** carries its
  unit: \`60 %\`, \`4 GB\`.
- **Ids** are lower case letters, digits and hyphens, at most 40. A **path** is \`device/variable\`.
- **File names** are relative to the file that names them, unless said otherwise. Secrets stand in files of their own.
- \`like: NAME\` copies the entry of that name in the same block; keys written beside it replace the copied ones.
- Unknown keys, and keys written twice, are faults. \`required\` means: when the block it stands in is there.
- \`<id>\` stands for a name you choose, \`[]\` for each entry of a list.

${kinds.map((kind) => kindText(kind, told)).join("\n\n")}

## Units

Codes of UCUM. The usual spellings \`kWh\`, \`°C\`, \`m³/s\`, \`ha\`, \`ppm\`, \`rpm\`, \`MB\` are read too.

${unitsTable()}
`;
}
