import { z } from "zod";
import { condition, duration, id, localPath, positiveDuration, words } from "../../core/config/fields.ts";
import { byKey, numberOr } from "../../core/config/forms.ts";
import { priorities } from "../../core/wire/messages.ts";

/** What every alarm has. An alarm without a response asked of somebody is an event, so all four texts are required. */
const common = {
  onDelay: duration.prefault("0s").describe("must hold so long before it is raised"),
  offDelay: duration.prefault("0s").describe("must be clear so long before it returns"),
  priority: z.enum(priorities),
  latch: z.boolean().default(false).describe("stays until somebody resets it"),
  reAlarm: positiveDuration.optional().describe("still active after this: announced again, even when acknowledged"),
  suppresses: z.array(id).optional().describe("alarms hidden while this one is active"),
  suppressedBy: z.array(id).optional().describe("alarms that hide this one while they are active"),
  cause: words,
  consequence: words,
  response: words,
  timeToRespond: positiveDuration,
};

/** The four limit alarms of one variable: high ones raise above, low ones below. */
export const limitTypes = ["hiHi", "hi", "lo", "loLo"] as const;

const limitAlarm = z.strictObject({
  variable: localPath,
  type: z.enum(limitTypes),
  limit: numberOr(z.strictObject({ fromTarget: z.number() })).describe("in the variable's unit"),
  deadband: z.number().nonnegative().default(0),
  fastest: z
    .strictObject({ rise: z.number().positive(), per: positiveDuration })
    .optional()
    .describe("the fastest credible change towards the limit; check proves that timeToRespond is left"),
  ...common,
});

const badAlarm = z.strictObject({ bad: localPath.describe("raised while this variable is bad"), ...common });

const conditionAlarm = z.strictObject({
  condition,
  each: z.array(id).min(1).optional().describe("actuators; makes one alarm for each, called `it` in the condition"),
  whenUnknown: z.enum(["ignore", "act"]).default("ignore"),
  ...common,
});

/** An abnormal condition that needs a timely human response: `form` is variable (a limit), bad, or condition. */
export const alarmSchema = byKey({ variable: limitAlarm, bad: badAlarm, condition: conditionAlarm });
export type AlarmConfig = z.infer<typeof alarmSchema>;
export type LimitAlarm = Extract<AlarmConfig, { form: "variable" }>;
