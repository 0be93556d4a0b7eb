import { z } from "zod";
import { brokerPlace } from "../../../core/config/broker.ts";
import {
  calendarDay,
  field,
  fileName,
  id,
  named,
  positiveDuration,
  timeZone,
  words,
} from "../../../core/config/fields.ts";
import { byKey, byValue } from "../../../core/config/forms.ts";
import { priorities } from "../../../core/wire/alarm-words.ts";
import type { RungEntry } from "../../ladder/rung.ts";
import { durationByPriority, priorityList } from "../../ladder/schema.ts";

const header = z.strictObject({
  id: id.describe("the first part of every path"),
  name: words.describe("for people"),
  timeZone: timeZone.describe("of the rota"),
  broker: brokerPlace,
});

const site = z.strictObject({
  keyFile: fileName.describe("the gateway's public key: what is answered in its name must be signed with it"),
  silentAfter: positiveDuration.describe("no reading measured for this long: the site is unknown"),
});

/** A deadline of an earlier rung: `local.acknowledgeWithin`, `local.clearWithin`. */
const missedDeadline = field<{ readonly rung: string; readonly deadline: "acknowledgeWithin" | "clearWithin" }>(
  "rung.acknowledgeWithin or rung.clearWithin",
  (value) => {
    const match = /^([a-z0-9-]{1,40})\.(acknowledgeWithin|clearWithin)$/.exec(typeof value === "string" ? value : "");
    if (match === null) {
      return { message: "this names no deadline" };
    }
    const deadline = match[2] === "clearWithin" ? "clearWithin" : "acknowledgeWithin";
    return { value: { rung: match[1] ?? "", deadline } };
  },
);

const entryForms = {
  alarm: z.strictObject({ alarm: z.literal("active").describe("any alarm") }),
  priority: z.strictObject({ priority: z.enum(priorities).describe("an alarm of this priority") }),
  missed: z.strictObject({
    missed: missedDeadline.describe("a deadline of an earlier rung ran out"),
    priorities: priorityList.optional().describe("only for alarms of these"),
  }),
};
const entry = byKey(entryForms);

const enter = byKey({ ...entryForms, any: z.strictObject({ any: z.array(entry).min(1) }) }).transform(
  (written): readonly RungEntry[] => (written.form === "any" ? written.any : [written]),
);

const channels = z.array(id).min(1).optional();
const by = z.strictObject({
  critical: channels.describe("for critical alarms"),
  high: channels.describe("for high ones"),
  medium: channels.describe("for medium ones"),
  low: channels.describe("for low ones"),
});

/** One step of the ladder. */
export const rungSchema = z.strictObject({
  id: id.describe("`local` is the site's own rung"),
  enter: enter.describe("any of these starts the rung; it stays started"),
  who: id.optional().describe("a role of the rota"),
  by: by.optional().describe("channels for each priority"),
  acknowledgeWithin: durationByPriority.optional().describe("the deadline for somebody to acknowledge"),
  clearWithin: durationByPriority.optional().describe("the deadline for the alarm to be over"),
  repeat: durationByPriority.optional().describe("told again so often until it is acknowledged"),
});

/** Somebody who may be called. */
export const personSchema = z.strictObject({
  name: words.describe("for people"),
  roles: z.array(id).min(1).describe("what this person may be called as"),
});

/** Whose turn it is in one role. */
export const rotaSchema = z.strictObject({
  turns: z.strictObject({
    every: positiveDuration.describe("length of a turn"),
    start: calendarDay.describe("the first day of the first turn, in the region's time zone"),
    order: z.array(id).min(1).describe("the people, in order of their turns"),
  }),
});

/** Where a page is shown: `console` is the operator's page. */
export const channelSchema = byValue("driver", {
  console: z.strictObject({ driver: z.literal("console").describe("the operator's page") }),
});

/** The region file: its sites, and who is called when a site's own rung does not answer. */
export const regionSchema = z.strictObject({
  homeostat: z.literal(1).describe("version of this language"),
  kind: z.literal("region").describe("what this file is"),
  region: header,
  sites: named(site),
  charter: z.strictObject({
    version: z.number().int().positive().describe("counted up with each agreed change"),
    people: named(personSchema),
    rota: named(rotaSchema),
    channels: named(channelSchema),
    ladder: z.strictObject({ rungs: z.array(rungSchema).min(1) }),
  }),
});
export type RegionFile = z.infer<typeof regionSchema>;

/** A checked region file. */
export interface RegionConfig {
  readonly path: string;
  readonly file: RegionFile;
}
