import { z } from "zod";
import { id } from "./fields.ts";

const shortText = z.string().max(500);

/** What the engineers wrote of the site itself, for those who show or join it; nobody here interprets it. */
const sitePlace = z.strictObject({
  name: shortText,
  position: z.strictObject({ crs: z.string().max(40), x: z.number(), y: z.number() }).optional(),
  codes: z.record(z.string().max(40), shortText).optional(),
  drainsTo: id.optional(),
});
export type SitePlace = z.infer<typeof sitePlace>;

/** `definition/{hash}`: what the numbers of a message mean; the hash is over its canonical text. */
export const definitionSchema = z.strictObject({
  site: id,
  place: sitePlace.optional(),
  variables: z.array(
    z.strictObject({
      device: id,
      variable: id,
      type: z.enum(["Double", "Boolean"]),
      unit: z.string(),
      commons: z.string(),
      name: z.string().max(80).optional(),
      maxAge: z.number().int().positive().optional().describe("ms; older than this it is no longer live"),
      alias: z.number().int().min(1).optional().describe("stands for the name in data messages under this definition"),
    }),
  ),
  /** What can be commanded, for those who show it. */
  actuators: z
    .array(
      z.strictObject({
        actuator: id,
        device: z.string(),
        name: z.string().max(80),
        speed: z.boolean(),
        reads: z.array(z.string()).optional().describe("paths by which its reflexes decide"),
        setpoint: z
          .strictObject({
            unit: z.string(),
            min: z.number(),
            max: z.number(),
            shown: z.string().describe("the path that tells what it really does"),
          })
          .optional(),
      }),
    )
    .optional(),
  /** What a person can lock, and which actuators it holds. */
  locks: z.array(z.strictObject({ lock: id, actuators: z.array(id) })).optional(),
});
export type Definition = z.infer<typeof definitionSchema>;
