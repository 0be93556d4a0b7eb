import { z } from "zod";
import { alarmKey } from "../../../core/ids.ts";
import { type DurationMs, type EpochMs, earliest } from "../../../core/time.ts";
import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";

/** Sites in whose name somebody spoke without their key: since when, and when last. */
export const forgeriesSchema = z.record(z.string(), z.strictObject({ since: z.number(), last: z.number() }));
export type Forgeries = z.infer<typeof forgeriesSchema>;

/** The alarm stands until it was quiet for so long. */
const quietFor: DurationMs = 3_600_000;

/** Notes that somebody spoke in a site's name. */
export function noteForgery(known: Forgeries, site: string, now: EpochMs): Forgeries {
  return { ...known, [site]: { since: known[site]?.since ?? now, last: now } };
}

/** Those that still count, and when the next of them is over. */
export function recentForgeries(
  known: Forgeries,
  now: EpochMs,
): { readonly forgeries: Forgeries; readonly nextAt: EpochMs | undefined } {
  const recent = Object.entries(known).filter(([, { last }]) => now < last + quietFor);
  const nextAt = recent.reduce<EpochMs | undefined>((next, [, { last }]) => earliest(next, last + quietFor), undefined);
  return { forgeries: recent.length === Object.keys(known).length ? known : Object.fromEntries(recent), nextAt };
}

/** The alarms of these sites: owned by the region, which checks what is said in their names. */
export function forgeryAlarms(known: Forgeries): readonly StandingAlarm[] {
  return Object.entries(known).map(([site, { since }]) => ({
    key: alarmKey(site, "forged"),
    device: site,
    variable: "",
    condition: "forged",
    priority: "high",
    state: "unacknowledged",
    onset: since,
    since,
    eventId: `${site}.forged.${since}`,
    value: null,
    response:
      "Somebody answered orders in its name without its key: give the site a new credential at the broker, and see that keyFile is its gateway's key",
  }));
}
