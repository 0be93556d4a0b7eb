import { z } from "zod";
import { alarmDigestSchema } from "../../core/wire/alarm-digest.ts";
import { priorities } from "../../core/wire/alarm-words.ts";

const epochMs = z.number().int();
const standingAlarm = alarmDigestSchema.shape.alarms.element;

const started = z.strictObject({
  at: epochMs.describe("when the rung was entered; its clear deadline counts from here"),
  reason: z.string(),
  told: z.number().int().describe("how often its people were told"),
  toldAt: epochMs,
});

const climb = z.strictObject({
  site: z.string(),
  alarm: standingAlarm,
  announcedAt: epochMs.describe(
    "when this unacknowledged stretch was announced; acknowledge deadlines count from here",
  ),
  rungs: z.record(z.string(), started),
  shelvedFrom: z.array(z.string()).optional().describe("it is shelved; the rungs on which it stood until then"),
});

const notification = z.strictObject({
  id: z.string().describe("the same however often it is sent; receivers deduplicate by it"),
  at: epochMs,
  site: z.string(),
  key: z.string(),
  eventId: z.string(),
  rung: z.string(),
  repeat: z.number().int(),
  who: z.string().optional(),
  channels: z.array(z.string()),
  priority: z.enum(priorities),
  onset: epochMs,
  value: z.number().nullable(),
  response: z.string(),
  reason: z.string(),
});

/** Everything the ladder remembers: what climbs, how far, since when, and what still has to be sent. */
export const ladderStateSchema = z.strictObject({
  climbs: z.record(z.string(), climb),
  outbox: z.array(notification),
});
export type LadderState = z.infer<typeof ladderStateSchema>;
export type Climb = z.infer<typeof climb>;

/** A message to people about one alarm on one rung. */
export type Notification = z.infer<typeof notification>;

/** A ladder on which nothing stands. */
export const emptyLadder: LadderState = { climbs: {}, outbox: [] };

/** The name of a climb: site and alarm key. */
export function climbId(site: string, key: string): string {
  return `${site}/${key}`;
}
