import { z } from "zod";
import { dayStretch } from "../../core/config/day-stretch.ts";
import { duration, id, positiveDuration } from "../../core/config/fields.ts";
import { priorities } from "../../core/wire/alarm-words.ts";

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

const quiet = z.strictObject({
  between: dayStretch.describe("by the clock of the site's time zone; it may go over midnight"),
  except: priorityList.describe("these sound all the same"),
});

/** A site's own rung of the ladder: what it does without any network. */
export const siteLadderSchema = z.strictObject({
  local: z.strictObject({
    outputs: z.array(localOutput),
    quiet: quiet.optional().describe("outputs are silent then; what is still unacknowledged at the end sounds then"),
  }),
});
export type SiteLadder = z.infer<typeof siteLadderSchema>;
/** A siren or lamp of the site's own rung. */
export type LocalOutput = SiteLadder["local"]["outputs"][number];
