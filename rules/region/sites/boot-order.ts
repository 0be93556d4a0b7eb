import { alarmKey, parseBootKey } from "../../../core/ids.ts";
import type { EpochMs } from "../../../core/time.ts";
import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";

/** Sites whose newest boot counts no further than the one before it, and since when. */
export type RepeatedBoots = Readonly<Record<string, EpochMs>>;

/**
 * Compares a site's boot with the one known before: each start counts one further, so a counter that is repeated or goes back is a
 * disk that was restored or cloned. The next start in order ends it; two clones at work follow each other for ever.
 */
export function followBoots(
  repeated: RepeatedBoots,
  site: string,
  { before, boot, now }: { readonly before: string | undefined; readonly boot: string; readonly now: EpochMs },
): RepeatedBoots {
  if (before === undefined || before === boot) return repeated;
  const { [site]: since, ...others } = repeated;
  const isFurther = counterOf(boot) > counterOf(before);
  return isFurther ? others : { ...others, [site]: since ?? now };
}

function counterOf(boot: string): number {
  return parseBootKey(boot)?.counter ?? -1;
}

/** The alarms of repeated boots: owned by the region, which alone sees both. */
export function bootAlarms(repeated: RepeatedBoots): readonly StandingAlarm[] {
  return Object.entries(repeated).map(([site, since]) => ({
    key: alarmKey(site, "boot-repeated"),
    device: site,
    variable: "",
    condition: "boot-repeated",
    priority: "high",
    state: "unacknowledged",
    onset: since,
    since,
    eventId: `${site}.boot-repeated.${since}`,
    value: null,
    response:
      "Its count of starts was repeated: a disk was restored, or a copy of this gateway runs. Find the copy and stop it; after a restore, start the gateway once more",
  }));
}
