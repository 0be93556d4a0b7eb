import { computed, signal } from "@preact/signals";
import type { TimelineEntry } from "../../timeline.ts";
import { isOutdated, isSilent, silenceLimit } from "./ages.ts";
import { described, region, type Site, titleOf, type Value } from "./site.ts";

/** All sites by id; the region itself is `-`. */
export const sites = signal<Readonly<Record<string, Site>>>({});
/** What happened lately, at all sites. */
export const timeline = signal<readonly TimelineEntry[]>([]);
/** The last heartbeat: the server's world time, and our own time when it came. */
export const beat = signal({ world: 0, local: 0, rate: 1, broker: true });
/** The server answers, but does not know us any more. */
export const loggedOut = signal(false);
/** Our own time (performance.now), once a second, so that ages grow on the screen. */
export const tick = signal(performance.now());

/** World time now, by the last heartbeat and the pace between the last two; 0 before the first. */
export const worldNow = computed(() => {
  const { world, local, rate } = beat.value;
  return local === 0 ? 0 : world + (tick.value - local) * rate;
});
/** How long the server has been silent, ms. */
export const serverSilence = computed(() => (beat.value.local === 0 ? 0 : Math.max(0, tick.value - beat.value.local)));
/** Whether the server is said to be gone. */
export const serverGone = computed(() => serverSilence.value > silenceLimit);
/** Whether the server has its broker, by the last heartbeat. */
export const brokerConnected = computed(() => beat.value.broker);

const byTitle = new Intl.Collator();

/** Every site, the region itself not among them, in the order of their names. */
export const siteList = computed(() =>
  Object.values(sites.value)
    .filter(({ site }) => site !== region)
    .sort((a, b) => byTitle.compare(titleOf(a), titleOf(b))),
);

/** How long a site has been silent, ms by our own time. */
export function silenceOf({ heardAt }: Site): number {
  return Math.max(0, tick.value - heardAt);
}

/** Whether a value of a site is outdated. What is bad is told as bad however old: it was never called live. */
export function isOld(site: Site, value: Value): boolean {
  const unheard = isUnheard(site);
  if (value.quality === "bad") return unheard;
  const { maxAge } = described(site, value.path);
  return isOutdated({ measuredAt: value.measuredAt, now: worldNow.value, pace: beat.value.rate, maxAge, unheard });
}

/** Whether nothing is heard any more of a site: it is silent, offline, or the server itself is gone. */
export function isUnheard(site: Site): boolean {
  return isSilent(site.online, silenceOf(site)) || serverGone.value;
}
