import type { StandingAlarm, StandingLock, StandingMode } from "../../../core/wire/alarm-digest.ts";
import type { Definition } from "../../../core/wire/definition.ts";
import type { RangeEvent, WireEvent } from "../../../core/wire/events.ts";
import { joinTimeline, type TimelineEntry } from "../../timeline.ts";
import { type Site, unheard, type Value } from "./site.ts";
import { beat, loggedOut, sites, tick, timeline } from "./state.ts";

const retryAfter = 3_000;
const longestTimeline = 300;

/** Opens the stream and keeps the ages growing. Every new connection begins with the whole picture. */
export function connect(): void {
  setInterval(() => {
    tick.value = performance.now();
  }, 1_000);
  openStream();
}

/** The browser reconnects by itself, but not after an answer that was no stream: then the reason is asked for. */
async function openAgain(): Promise<void> {
  const response = await fetch("/api/v1/sites").catch(() => undefined);
  if (response?.status === 401) loggedOut.value = true;
  else setTimeout(openStream, retryAfter);
}

type Listen = <T>(name: string, handle: (data: T) => void) => void;

function openStream(): void {
  const source = new EventSource("/api/v1/stream");
  const on: Listen = (name, handle) => {
    source.addEventListener(name, (message) => handle(JSON.parse((message as MessageEvent<string>).data)));
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) void openAgain();
  };
  on<{ now: number; broker: boolean }>("now", takeBeat);
  on<Picture>("picture", ({ sites: list, events }) => {
    gathered = undefined;
    // A server that has just begun may not have heard every site yet: what was heard before stays, and grows old.
    sites.value = { ...sites.value, ...Object.fromEntries(list.map((site) => [site.site, fromPicture(site)])) };
    timeline.value = events;
  });
  listenToSites(on);
}

function takeBeat({ now, broker }: { readonly now: number; readonly broker: boolean }): void {
  const local = performance.now();
  const { world, local: before } = beat.value;
  const rate = before === 0 || local - before < 500 ? 1 : (now - world) / (local - before);
  beat.value = { world: now, local, rate: Math.max(0, rate), broker };
}

function listenToSites(on: Listen): void {
  on<{ site: string; values: Value[] }>("values", ({ site, values }) =>
    change(site, (old) => ({ ...old, online: true, values: { ...old.values, ...byPath(values) } })),
  );
  on<{ site: string; online: boolean; trouble?: string | null }>("online", ({ site, ...told }) =>
    change(site, (old) => ({ ...old, ...told })),
  );
  on<{ site: string } & Standing>("alarms", ({ site, alarms, locks, modes }) =>
    change(site, (old) => ({ ...old, alarms, locks, modes })),
  );
  on<{ site: string; definition: Definition }>("definition", ({ site, definition }) =>
    change(site, (old) => ({ ...old, definition })),
  );
  on<{ site: string }>("nonce", ({ site }) => change(site, (old) => old));
  on<{ site: string; events: WireEvent[] }>("events", ({ site, events }) => change(site, withEvents(site, events)));
  on<{ site: string; events: WireEvent[] }>("recalled", ({ site, events }) => {
    const heardAt = (gathered ?? sites.value)[site]?.heardAt ?? 0;
    change(site, withEvents(site, events), heardAt);
  });
}

interface Standing {
  readonly alarms: readonly StandingAlarm[];
  readonly locks: readonly StandingLock[];
  readonly modes: readonly StandingMode[];
}

interface Picture {
  readonly sites: readonly (Omit<Site, "heardAt" | "values" | "ranges"> & {
    readonly heardAgo: number;
    readonly values: readonly Value[];
    readonly ranges: readonly RangeEvent[];
  })[];
  readonly events: readonly TimelineEntry[];
}

function fromPicture({ values, ranges, heardAgo, ...site }: Picture["sites"][number]): Site {
  return { ...site, heardAt: performance.now() - heardAgo, values: byPath(values), ranges: rangesByPath(ranges) };
}

/** Joins events to the timeline, and their ranges to the site's. */
function withEvents(site: string, events: readonly WireEvent[]): (old: Site) => Site {
  const arrived = events.map((event) => ({ site, event }));
  timeline.value = joinTimeline(timeline.value, arrived, longestTimeline);
  const ranges = rangesByPath(events.filter((event) => event.kind === "range"));
  return (old) => {
    const newer = Object.entries(ranges).filter(([path, { at }]) => at >= (old.ranges[path]?.at ?? 0));
    return { ...old, ranges: { ...old.ranges, ...Object.fromEntries(newer) } };
  };
}

/** How long arrivals are gathered before the page is told: hundreds of sites send more often than anybody can look. */
const gatherFor = 100;
let gathered: Record<string, Site> | undefined;

function change(site: string, update: (old: Site) => Site, heardAt = performance.now()): void {
  if (gathered === undefined) {
    gathered = { ...sites.value };
    setTimeout(showGathered, gatherFor);
  }
  gathered[site] = { ...update(gathered[site] ?? unheard(site)), heardAt };
}

function showGathered(): void {
  if (gathered !== undefined) sites.value = gathered;
  gathered = undefined;
}

function byPath(values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(values.map((value) => [value.path, value]));
}

function rangesByPath(ranges: readonly RangeEvent[]): Record<string, RangeEvent> {
  return Object.fromEntries(ranges.map((range) => [`${range.device}/${range.variable}`, range]));
}
