import { z } from "zod";
import { alarmStates, priorities } from "./alarm-words.ts";
import { bootText, count, epochMs, id } from "./fields.ts";
import { shelved } from "./shelved.ts";

/** One line of the alarm digest. */
const standingAlarm = z.strictObject({
  key: z.string(),
  device: z.string(),
  variable: z.string(),
  condition: z.string(),
  priority: z.enum(priorities),
  state: z.enum(alarmStates),
  onset: epochMs,
  since: epochMs.describe("when it entered this state"),
  eventId: z.string(),
  value: z.number().nullable(),
  response: z.string(),
  consequence: z.string().optional().describe("what happens when nobody acts"),
  timeToRespond: z.number().positive().optional().describe("ms from its onset until it is too late"),
  longestShelving: z
    .number()
    .nonnegative()
    .optional()
    .describe("a person may hide it for so long at most, ms; 0: never"),
  acknowledgedBy: z.string().optional(),
  shelved: shelved.optional().describe("it is hidden; its state may then be normal"),
});
export type StandingAlarm = z.infer<typeof standingAlarm>;

/** One lock that is on: nobody can start what it holds. */
const standingLock = z.strictObject({
  lock: id,
  by: z.string().max(80).describe("who put it on"),
  reason: z.string().max(300),
  since: epochMs,
});
export type StandingLock = z.infer<typeof standingLock>;

/** What decides over one actuator now, and the order of a person that stands for it. */
const standingMode = z.strictObject({
  actuator: id,
  layer: z.string().max(40).describe("the layer whose command it follows; `none` before the first"),
  by: z.string().max(80).describe("the interlock, reflex or person of that layer"),
  degraded: z.literal(true).optional().describe("its reflex goes on without its input"),
  released: z.literal(true).optional().describe("left to what is wired"),
  override: z
    .strictObject({
      by: z.string().max(80),
      value: z.number().describe("speed in %, or kW or A of a setpoint; 0 = stop"),
      reason: z.string().max(500),
      until: epochMs.describe("it lapses then"),
    })
    .optional()
    .describe("it stands even while a higher layer decides"),
});
export type StandingMode = z.infer<typeof standingMode>;

/**
 * `alarms`, retained: every alarm of a site that is not normal or that is shelved, every lock that is on, and what decides
 * over each actuator.
 */
export const alarmDigestSchema = z.strictObject({
  boot: bootText,
  revision: count,
  at: epochMs,
  alarms: z.array(standingAlarm).max(2000),
  locks: z.array(standingLock).max(100).optional(),
  modes: z.array(standingMode).max(500).optional(),
});
export type AlarmDigest = z.infer<typeof alarmDigestSchema>;
