import { z } from "zod";
import { fileName, id, localPath, named, pathed, timeZone, words } from "../../core/config/fields.ts";
import { alarmSchema } from "../../rules/charter/alarm-schema.ts";
import { type EngineSite, variableSchema } from "../../rules/engine/schema.ts";

const replayedFile = z.strictObject({
  file: fileName.describe("csv or csv.gz, relative to the data folder or to this file"),
  time: z.strictObject({
    column: words.describe("csv column of the time"),
    zone: timeZone.describe("zone of times that carry none"),
  }),
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
