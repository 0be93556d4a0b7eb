import { computed, signal } from "@preact/signals";
import type {
  AlarmEvent,
  DecisionEvent,
  Definition,
  RangeEvent,
  StandingAlarm,
  WireEvent,
} from "../../core/wire/messages.ts";
import { joinTimeline, type TimelineEntry } from "../timeline.ts";

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
/** A site that has said nothing for this long is said to be silent: three nonces missed. */
export const siteSilence = 15_000;
/** The server answers, but does not know us any more. */
export const loggedOut = signal(false);
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

function openStream(): void {
  const source = new EventSource("/api/v1/stream");
  const on = <T>(name: string, handle: (data: T) => void): void => {
    source.addEventListener(name, (message) => handle(JSON.parse((message as MessageEvent<string>).data) as T));
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) void openAgain();
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
  on<{ site: string; events: WireEvent[] }>("events", ({ site, events }) => change(site, withEvents(site, events)));
  on<{ site: string; events: WireEvent[] }>("recalled", ({ site, events }) => {
    const heardAt = sites.value[site]?.heardAt ?? 0;
    change(site, withEvents(site, events), heardAt);
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

function change(site: string, update: (old: Site) => Site, heardAt = performance.now()): void {
  const none: Site = { site, online: null, heardAt: 0, definition: null, values: {}, ranges: {}, alarms: [] };
  const changed = { ...update(sites.value[site] ?? none), heardAt };
  sites.value = { ...sites.value, [site]: changed };
}

function byPath(values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(values.map((value) => [value.path, value]));
}

function rangesByPath(ranges: readonly RangeEvent[]): Record<string, RangeEvent> {
  return Object.fromEntries(ranges.map((range) => [`${range.device}/${range.variable}`, range]));
}

/** What a person may want to see of the timeline: transitions of alarms and orders to actuators, newest first. */
export const happenings = computed(() =>
  timeline.value
    .filter((entry): entry is Happening => entry.event.kind === "alarm" || isOrder(entry))
    .slice(-30)
    .reverse(),
);

interface Happening {
  readonly site: string;
  readonly event: AlarmEvent | DecisionEvent;
}

function isOrder({ site, event }: TimelineEntry): boolean {
  return event.kind === "decision" && event.value !== null && actuatorOf(site, event.actuator) !== undefined;
}

/** An actuator of a site, as its definition has it. */
export function actuatorOf(site: string, id: string): Actuator | undefined {
  return sites.value[site]?.definition?.actuators?.find(({ actuator }) => actuator === id);
}

export type Actuator = NonNullable<Definition["actuators"]>[number];
