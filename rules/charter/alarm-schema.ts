import { z } from "zod";
import { condition, duration, id, localPath, positiveDuration, words } from "../../core/config/fields.ts";
import { byKey, numberOr } from "../../core/config/forms.ts";
import { priorities } from "../../core/wire/alarm-words.ts";

/** How long an alarm may be shelved where its site says nothing of it: one shift, ms. */
export const longestShelf = 28_800_000;

const shelve = z.strictObject({
  max: duration
    .prefault("8h")
    .describe("at most so long at a time; a critical one at most 1h, and only while it chatters; 0s: never"),
});

/** What every alarm has. An alarm without a response asked of somebody is an event, so all four texts are required. */
const common = {
  onDelay: duration.prefault("0s").describe("must hold so long before it is raised"),
  offDelay: duration.prefault("0s").describe("must be clear so long before it returns"),
  priority: z.enum(priorities).describe("how bad it is, and how soon an answer is needed"),
  latch: z.boolean().default(false).describe("stays until somebody resets it"),
  reAlarm: positiveDuration.optional().describe("still active after this: announced again, even when acknowledged"),
  shelve: shelve.prefault({}).describe("for how long a person may hide it"),
  suppresses: z.array(id).optional().describe("alarms hidden while this one is active"),
  suppressedBy: z.array(id).optional().describe("alarms that hide this one while they are active"),
  suppressedWhen: condition.optional().describe("hides this one while it holds; unknown hides nothing"),
  cause: words.describe("what usually brings it about"),
  consequence: words.describe("what happens when nobody acts"),
  response: words.describe("what the operator is asked to do"),
  timeToRespond: positiveDuration.describe("until it is too late"),
};

/** The four limit alarms of one variable: high ones raise above, low ones below. */
export const limitTypes = ["hiHi", "hi", "lo", "loLo"] as const;

const limitAlarm = z.strictObject({
  variable: localPath.describe("the variable it watches"),
  type: z
    .enum(limitTypes)
    .describe("high ones raise above the limit, low ones below; the doubled ones lie further out"),
  limit: numberOr(z.strictObject({ fromTarget: z.number().describe("distance to the target of the day") })).describe(
    "in the variable's unit",
  ),
  deadband: z.number().nonnegative().default(0).describe("so far back inside before it returns"),
  fastest: z
    .strictObject({ rise: z.number().positive().describe("so much"), per: positiveDuration.describe("in this time") })
    .optional()
    .describe("the fastest credible change towards the limit; check proves that timeToRespond is left"),
  ...common,
});

const badAlarm = z.strictObject({ bad: localPath.describe("raised while this variable is bad"), ...common });

const conditionAlarm = z.strictObject({
  condition: condition.describe("raised while this holds"),
  each: z.array(id).min(1).optional().describe("actuators; makes one alarm for each, called `it` in the condition"),
  whenUnknown: z.enum(["ignore", "act"]).default("ignore").describe("act: raised too while the condition is unknown"),
  ...common,
});

const conflictAlarm = z.strictObject({
  conflict: id.describe("raised while this actuator does otherwise than it is told, beyond its `readBack`"),
  ...common,
});

/** An abnormal condition that needs a timely human response: `form` is variable (a limit), bad, condition or conflict. */
export const alarmSchema = byKey({
  variable: limitAlarm,
  bad: badAlarm,
  condition: conditionAlarm,
  conflict: conflictAlarm,
});
export type AlarmConfig = z.infer<typeof alarmSchema>;
export type LimitAlarm = Extract<AlarmConfig, { form: "variable" }>;
