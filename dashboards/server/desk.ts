import { localPathOf } from "../../core/ids.ts";
import type { MetricReading } from "../../core/sparkplug/reading.ts";
import type { EpochMs, MonotonicMs } from "../../core/time.ts";
import type { AlarmDigest, StandingAlarm, StandingLock, StandingMode } from "../../core/wire/alarm-digest.ts";
import type { Nonce } from "../../core/wire/command.ts";
import type { Definition } from "../../core/wire/definition.ts";
import type { RangeEvent, ViabilityEvent, WireEvent } from "../../core/wire/events.ts";
import { joinTimeline, type TimelineEntry } from "../timeline.ts";

/** The newest reading of one variable, as the desk shows it. */
export interface LiveValue extends MetricReading {
  /** `device/variable`. */
  readonly path: string;
}

/** What is known of one site. */
export interface SiteView {
  readonly site: string;
  /** Whether the site's own session stands; undefined before anything was heard. */
  readonly online: boolean | undefined;
  /** Why its spool cannot write; undefined while it can. */
  readonly trouble: string | undefined;
  /** When anything was last heard from it, by the I/O clock. */
  readonly heardAt: MonotonicMs;
  readonly values: ReadonlyMap<string, LiveValue>;
  readonly ranges: ReadonlyMap<string, RangeEvent>;
  /** By commons, as last told. */
  readonly viability: ReadonlyMap<string, ViabilityEvent>;
  readonly alarms: readonly StandingAlarm[];
  readonly alarmsAt: EpochMs | undefined;
  /** Locks that are on. */
  readonly locks: readonly StandingLock[];
  /** What decides over each actuator. */
  readonly modes: readonly StandingMode[];
  /** Names and units of what the site sends. */
  readonly definition: Definition | undefined;
  readonly nonce: (Nonce & { readonly heardAt: MonotonicMs }) | undefined;
}

/** What is on the desk now: every site's newest values, ranges and standing alarms, and the last events. */
export interface DeskState {
  readonly sites: ReadonlyMap<string, SiteView>;
  /** Newest last. */
  readonly events: readonly TimelineEntry[];
}

/** What arrives on the desk, already decoded and checked. */
export type DeskInput =
  | { readonly kind: "values"; readonly site: string; readonly values: readonly LiveValue[] }
  /** `trouble` is undefined where the word says nothing of it, null where there is none. */
  | { readonly kind: "online"; readonly site: string; readonly online: boolean; readonly trouble?: string | null }
  | { readonly kind: "alarms"; readonly site: string; readonly digest: AlarmDigest }
  | { readonly kind: "definition"; readonly site: string; readonly definition: Definition }
  | { readonly kind: "nonce"; readonly site: string; readonly nonce: Nonce }
  | { readonly kind: "events"; readonly site: string; readonly events: readonly WireEvent[] }
  /** From the store, not from the site: nothing was heard. */
  | { readonly kind: "recalled"; readonly site: string; readonly events: readonly WireEvent[] };

const mostEvents = 500;

/** A desk on which nothing has arrived. */
export const emptyDesk: DeskState = { sites: new Map(), events: [] };

/** Puts one arrival on the desk. An older reading never replaces a newer one. */
export function place(state: DeskState, input: DeskInput, now: MonotonicMs): DeskState {
  const known = state.sites.get(input.site) ?? unknownSite(input.site);
  const view = { ...change(known, input, now), heardAt: input.kind === "recalled" ? known.heardAt : now };
  const sites = new Map(state.sites).set(input.site, view);
  if (input.kind !== "events" && input.kind !== "recalled") return { ...state, sites };
  const arrived = input.events.map((event) => ({ site: input.site, event }));
  return { sites, events: joinTimeline(state.events, arrived, mostEvents) };
}

function unknownSite(site: string): SiteView {
  return {
    site,
    online: undefined,
    trouble: undefined,
    heardAt: 0,
    values: new Map(),
    ranges: new Map(),
    viability: new Map(),
    alarms: [],
    alarmsAt: undefined,
    locks: [],
    modes: [],
    definition: undefined,
    nonce: undefined,
  };
}

function change(view: SiteView, input: DeskInput, now: MonotonicMs): SiteView {
  switch (input.kind) {
    case "values":
      return { ...view, online: true, values: newest(view.values, input.values) };
    case "online":
      return {
        ...view,
        online: input.online,
        trouble: input.trouble === undefined ? view.trouble : (input.trouble ?? undefined),
      };
    case "alarms": {
      const { alarms, at, locks = [], modes = [] } = input.digest;
      return { ...view, alarms, alarmsAt: at, locks, modes };
    }
    case "definition":
      return { ...view, definition: input.definition };
    case "nonce":
      return { ...view, nonce: { ...input.nonce, heardAt: now } };
    case "events":
    case "recalled":
      return {
        ...view,
        ranges: withRanges(view.ranges, input.events),
        viability: withViability(view.viability, input.events),
      };
  }
}

function newest(held: ReadonlyMap<string, LiveValue>, arrived: readonly LiveValue[]): ReadonlyMap<string, LiveValue> {
  const values = new Map(held);
  for (const value of arrived) {
    const before = values.get(value.path);
    if (before === undefined || before.measuredAt <= value.measuredAt) values.set(value.path, value);
  }
  return values;
}

function withRanges(
  held: ReadonlyMap<string, RangeEvent>,
  events: readonly WireEvent[],
): ReadonlyMap<string, RangeEvent> {
  const changed = events.filter((event) => event.kind === "range");
  if (changed.length === 0) return held;
  const ranges = new Map(held);
  for (const event of changed) {
    const path = localPathOf(event);
    if ((ranges.get(path)?.at ?? 0) <= event.at) ranges.set(path, event);
  }
  return ranges;
}

function withViability(
  held: ReadonlyMap<string, ViabilityEvent>,
  events: readonly WireEvent[],
): ReadonlyMap<string, ViabilityEvent> {
  const told = events.filter((event) => event.kind === "viability");
  if (told.length === 0) return held;
  const viability = new Map(held);
  for (const event of told) {
    if ((viability.get(event.commons)?.at ?? 0) <= event.at) viability.set(event.commons, event);
  }
  return viability;
}
