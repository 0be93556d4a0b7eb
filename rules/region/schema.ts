import { z } from "zod";
import {
  brokerUrl,
  calendarDay,
  field,
  fileName,
  id,
  named,
  positiveDuration,
  timeZone,
  words,
} from "../../core/config/fields.ts";
import { byKey, byValue } from "../../core/config/forms.ts";
import { priorities } from "../../core/wire/messages.ts";
import { durationByPriority, priorityList } from "../ladder/schema.ts";

const header = z.strictObject({
  id,
  name: words,
  timeZone,
  broker: z.strictObject({ url: brokerUrl, credentialFile: fileName }),
});

const site = z.strictObject({
  keyFile: fileName.describe("the gateway's public key"),
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
  alarm: z.strictObject({ alarm: z.literal("active") }),
  priority: z.strictObject({ priority: z.enum(priorities) }),
  missed: z.strictObject({ missed: missedDeadline, priorities: priorityList.optional() }),
};
const entry = byKey(entryForms);
/** One reason for a rung to start, told apart by `form`: alarm, priority or missed. */
export type RungEntry = z.infer<typeof entry>;

const enter = byKey({ ...entryForms, any: z.strictObject({ any: z.array(entry).min(1) }) }).transform(
  (written): readonly RungEntry[] => (written.form === "any" ? written.any : [written]),
);

const channels = z.array(id).min(1).optional();
const by = z.strictObject({ critical: channels, high: channels, medium: channels, low: channels });

/** One step of the ladder. */
export const rungSchema = z.strictObject({
  id,
  enter: enter.describe("any of these starts the rung; it stays started"),
  who: id.optional().describe("a role of the rota"),
  by: by.optional().describe("channels for each priority"),
  acknowledgeWithin: durationByPriority.optional(),
  clearWithin: durationByPriority.optional(),
  repeat: durationByPriority.optional(),
});
export type Rung = z.infer<typeof rungSchema>;

/** Somebody who may be called. */
export const personSchema = z.strictObject({ name: words, roles: z.array(id).min(1) });

/** Whose turn it is in one role. */
export const rotaSchema = z.strictObject({
  turns: z.strictObject({
    every: positiveDuration,
    start: calendarDay.describe("the first day of the first turn, in the region's time zone"),
    order: z.array(id).min(1),
  }),
});

/** Where a page is shown: `console` is the operator's page. */
export const channelSchema = byValue("driver", { console: z.strictObject({ driver: z.literal("console") }) });

/** The region file: its sites, and who is called when a site's own rung does not answer. */
export const regionSchema = z.strictObject({
  homeostat: z.literal(1),
  kind: z.literal("region"),
  region: header,
  sites: named(site),
  charter: z.strictObject({
    version: z.number().int().positive(),
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
