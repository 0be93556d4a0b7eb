import { z } from "zod";
import { fileName, id, localPath, named, pathed, timeZone, words } from "../../core/config/fields.ts";
import { alarmSchema } from "../../rules/charter/alarm-schema.ts";
import { type EngineSite, variableSchema } from "../../rules/engine/schema.ts";

const replayedFile = z.strictObject({
  file: fileName.describe("csv or csv.gz, relative to the data folder or to this file"),
  time: z.strictObject({ column: words, zone: timeZone.describe("zone of times that carry none") }),
  columns: z
    .record(z.string().min(1), localPath)
    .refine((columns) => Object.keys(columns).length > 0)
    .describe("csv column -> device/variable"),
});

/** The map of a replay: recorded files played as the devices of one site. */
export const replaySchema = z.strictObject({
  homeostat: z.literal(1),
  kind: z.literal("replay"),
  site: id,
  region: id,
  files: z.array(replayedFile).min(1),
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
