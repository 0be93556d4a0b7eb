import { computed, signal } from "@preact/signals";
import type { AlarmEvent, Definition, RangeEvent, StandingAlarm, WireEvent } from "../../core/wire/messages.ts";

/** One value as the server sends it. */
export interface Value {
  readonly path: string;
  readonly value: number | null;
  readonly quality: "good" | "uncertain" | "bad";
  readonly reasons: readonly string[];
  readonly measuredAt: number;
}

export interface Site {
  readonly site: string;
  readonly online: boolean | null;
  /** Local time (performance.now) at which it was last heard. */
  readonly heardAt: number;
  readonly definition: Definition | null;
  readonly values: Readonly<Record<string, Value>>;
  readonly ranges: Readonly<Record<string, RangeEvent>>;
  readonly alarms: readonly StandingAlarm[];
}

export interface TimelineEntry {
  readonly site: string;
  readonly event: WireEvent;
}

/** All sites by id; the region itself is `-`. */
export const sites = signal<Readonly<Record<string, Site>>>({});
export const timeline = signal<readonly TimelineEntry[]>([]);
/** The last heartbeat: the server's world time, and our own time when it came. */
const beat = signal({ world: 0, local: 0, rate: 1, broker: true });
/** Ticks once a second, so that ages grow on the screen. */
export const tick = signal(performance.now());

/** World time now, by the last heartbeat and the pace between the last two. */
export const worldNow = computed(() => beat.value.world + (tick.value - beat.value.local) * beat.value.rate);
/** How long the server has been silent, ms. */
export const serverSilence = computed(() => (beat.value.local === 0 ? 0 : tick.value - beat.value.local));
export const brokerConnected = computed(() => beat.value.broker);

/** A server that was silent for this long is said to be gone: two heartbeats missed. */
export const silenceLimit = 5_000;

/** Opens the stream; the browser reconnects by itself, and every new connection begins with the whole picture. */
export function connect(): void {
  setInterval(() => {
    tick.value = performance.now();
  }, 1_000);
  const source = new EventSource("/api/v1/stream");
  const on = <T>(name: string, handle: (data: T) => void): void => {
    source.addEventListener(name, (message) => handle(JSON.parse((message as MessageEvent<string>).data) as T));
  };
  on<{ now: number; broker: boolean }>("now", ({ now, broker }) => {
    const local = performance.now();
    const { world, local: before } = beat.value;
    const rate = before === 0 || local - before < 500 ? 1 : (now - world) / (local - before);
    beat.value = { world: now, local, rate: Math.max(0, rate), broker };
  });
  on<Picture>("picture", ({ sites: list, events }) => {
    sites.value = Object.fromEntries(list.map((site) => [site.site, fromPicture(site)]));
    timeline.value = events;
  });
  on<{ site: string; values: Value[] }>("values", ({ site, values }) =>
    change(site, (old) => ({ ...old, online: true, values: { ...old.values, ...byPath(values) } })),
  );
  on<{ site: string; online: boolean }>("online", ({ site, online }) => change(site, (old) => ({ ...old, online })));
  on<{ site: string; alarms: StandingAlarm[] }>("alarms", ({ site, alarms }) =>
    change(site, (old) => ({ ...old, alarms })),
  );
  on<{ site: string; definition: Definition }>("definition", ({ site, definition }) =>
    change(site, (old) => ({ ...old, definition })),
  );
  on<{ site: string }>("nonce", ({ site }) => change(site, (old) => old));
  on<{ site: string; events: WireEvent[] }>("events", ({ site, events }) => {
    timeline.value = [...timeline.value, ...events.map((event) => ({ site, event }))].slice(-300);
    const ranges = events.filter((event) => event.kind === "range");
    change(site, (old) => ({ ...old, ranges: { ...old.ranges, ...rangesByPath(ranges) } }));
  });
}

interface Picture {
  readonly sites: readonly {
    site: string;
    online: boolean | null;
    heardAgo: number;
    definition: Definition | null;
    values: Value[];
    ranges: RangeEvent[];
    alarms: StandingAlarm[];
  }[];
  readonly events: TimelineEntry[];
}

function fromPicture({ values, ranges, heardAgo, ...site }: Picture["sites"][number]): Site {
  return { ...site, heardAt: performance.now() - heardAgo, values: byPath(values), ranges: rangesByPath(ranges) };
}

function change(site: string, update: (old: Site) => Site): void {
  const none: Site = { site, online: null, heardAt: 0, definition: null, values: {}, ranges: {}, alarms: [] };
  const changed = { ...update(sites.value[site] ?? none), heardAt: performance.now() };
  sites.value = { ...sites.value, [site]: changed };
}

function byPath(values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(values.map((value) => [value.path, value]));
}

function rangesByPath(ranges: readonly RangeEvent[]): Record<string, RangeEvent> {
  return Object.fromEntries(ranges.map((range) => [`${range.device}/${range.variable}`, range]));
}

/** What a person may want to see of the timeline: transitions of alarms, newest first. */
export const alarmHistory = computed(() =>
  timeline.value
    .filter((entry): entry is { site: string; event: AlarmEvent } => entry.event.kind === "alarm")
    .slice(-30)
    .reverse(),
);
