import { z } from "zod";
import { duration, id, positiveDuration } from "../../core/config/fields.ts";
import { priorities } from "../../core/wire/messages.ts";

/** Alarm priorities an entry speaks for. */
export const priorityList = z.array(z.enum(priorities)).min(1);

/** A length of time for each alarm priority that has one. */
export const durationByPriority = z.strictObject({
  critical: duration.optional().describe("for critical alarms"),
  high: duration.optional().describe("for high ones"),
  medium: duration.optional().describe("for medium ones"),
  low: duration.optional().describe("for low ones"),
});

const localOutput = z.strictObject({
  actuator: id.describe("a class B actuator of this site: siren, lamp"),
  priorities: priorityList.describe("for alarms of these"),
  for: positiveDuration.describe("how long it sounds when an alarm is raised"),
  repeat: positiveDuration.optional().describe("sounds again so often while the alarm stays unacknowledged"),
});

/** A site's own rung of the ladder: what it does without any network. */
export const siteLadderSchema = z.strictObject({
  local: z.strictObject({ outputs: z.array(localOutput) }),
});
export type SiteLadder = z.infer<typeof siteLadderSchema>;
export type LocalOutput = SiteLadder["local"]["outputs"][number];
