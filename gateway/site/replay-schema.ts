import { z } from "zod";
import { mistaken } from "../../core/config/explain.ts";
import { field, fileName, id, localPath, named, pathed, timeZone } from "../../core/config/fields.ts";
import { alarmSchema } from "../../rules/charter/alarm-schema.ts";
import { type EngineSite, variableSchema } from "../../rules/engine/schema.ts";
import { formatSpelling, timeFormat } from "../drivers/replay/time-format.ts";

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

const timeColumns = field<readonly string[]>("the name of a csv column, or a list of such names", (value) => {
  const names = Array.isArray(value) ? value : [value];
  return names.length > 0 && names.every(isText) ? { value: names } : { message: mistaken(value) };
});

const format = field<string>(formatSpelling, (value) => {
  if (typeof value !== "string") return { message: mistaken(value) };
  if (timeFormat(value) !== undefined) return { value };
  return {
    message: `\`${value}\` is not written as expected`,
    hint: "MM is the month, mm the minute; HH counts to 23, hh needs a",
  };
});

function oneSign<S extends string>(expected: string, signs: readonly S[]) {
  return field<S>(expected, (value) => {
    const sign = signs.find((one) => one === value);
    return sign === undefined ? { message: mistaken(value) } : { value: sign };
  });
}

const separator = oneSign('"," or ";" or "|" or a tab ("\\t")', [",", ";", "|", "\t"]);
const decimal = oneSign('"." or ","', [".", ","]);

const noDataCode = field<number | string>("a number, or a word", (value) => {
  if (typeof value === "number" || isText(value)) return { value };
  const hint = value === null ? { hint: 'in quotes: "NULL"; blanks are no data in any case' } : {};
  return { message: mistaken(value), ...hint };
});

const replayedFile = z.strictObject({
  file: fileName.describe("csv or csv.gz, relative to the data folder or to this file"),
  time: z.strictObject({
    column: timeColumns.describe("csv column of the time, or several: their texts joined by a blank"),
    format: format.optional().describe("how it is written, such as dd/MM/yyyy HH.mm.ss; without it as in ISO 8601"),
    zone: timeZone.describe("zone of times that carry none"),
  }),
  separator: separator.default(",").describe("between the columns"),
  decimal: decimal.default(".").describe("what numbers are written with"),
  noData: z.array(noDataCode).default([]).describe("what is written in place of a value, beside a blank"),
  badRows: z.enum(["stop", "skip"]).default("stop").describe("what becomes of a row that cannot be read"),
  columns: z
    .record(z.string().min(1), localPath.describe("the variable it holds"))
    .refine((columns) => Object.keys(columns).length > 0)
    .describe("csv column -> device/variable"),
});

/** The map of a replay: recorded files played as the devices of one site. */
export const replaySchema = z.strictObject({
  homeostat: z.literal(1).describe("version of this language"),
  kind: z.literal("replay").describe("what this file is"),
  site: id.describe("the site the recordings are played as"),
  region: id.describe("its region"),
  files: z.array(replayedFile).min(1).describe("played together, in order of time"),
  variables: pathed(variableSchema),
  alarms: named(alarmSchema).default({}),
});
export type ReplayFile = z.infer<typeof replaySchema>;

/** A checked replay map: what its file says, and the site the engine is compiled from. */
export interface ReplayConfig {
  readonly path: string;
  readonly file: ReplayFile;
  readonly engine: EngineSite;
}
