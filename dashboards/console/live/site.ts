import type { DurationMs, EpochMs, MonotonicMs } from "../../../core/time.ts";
import type { StandingAlarm, StandingLock, StandingMode } from "../../../core/wire/alarm-digest.ts";
import type { Definition } from "../../../core/wire/definition.ts";
import type { RangeEvent } from "../../../core/wire/events.ts";

/** One value as the server sends it. */
export interface Value {
  readonly path: string;
  readonly value: number | null;
  readonly quality: "good" | "uncertain" | "bad";
  readonly reasons: readonly string[];
  readonly measuredAt: EpochMs;
}

/** One site as the page knows it. */
export interface Site {
  readonly site: string;
  readonly online: boolean | null;
  /** Why its spool cannot write. */
  readonly trouble: string | null;
  /** Local time (performance.now) at which it was last heard. */
  readonly heardAt: MonotonicMs;
  readonly definition: Definition | null;
  readonly values: Readonly<Record<string, Value>>;
  readonly ranges: Readonly<Record<string, RangeEvent>>;
  readonly alarms: readonly StandingAlarm[];
  readonly locks: readonly StandingLock[];
  /** What decides over each actuator. */
  readonly modes: readonly StandingMode[];
}

/** A site of which nothing was heard yet. */
export function unheard(site: string): Site {
  const nothing = { definition: null, values: {}, ranges: {}, alarms: [], locks: [], modes: [] };
  return { site, online: null, trouble: null, heardAt: 0, ...nothing };
}

/** The region itself, where it stands among the sites. */
export const region = "-";

/** An actuator as a site's definition describes it. */
export type Actuator = NonNullable<Definition["actuators"]>[number];
/** A lock that a site's definition knows, on or off. */
export type LockPlan = NonNullable<Definition["locks"]>[number];

/** An actuator of a site, as its definition has it. */
export function actuatorOf(site: Site | undefined, id: string): Actuator | undefined {
  return site?.definition?.actuators?.find(({ actuator }) => actuator === id);
}

/** An actuator's name for people. */
export function actuatorName(site: Site, id: string): string {
  return actuatorOf(site, id)?.name ?? id;
}

/** A site's name for people. */
export function titleOf({ site, definition }: Site): string {
  return definition?.place?.name ?? site;
}

/** What is known of a variable besides its value. */
export interface Described {
  readonly name: string;
  readonly unit: string | undefined;
  /** How old it may become, ms of world time. */
  readonly maxAge: DurationMs | undefined;
}

type Variables = ReadonlyMap<string, Definition["variables"][number]>;

/** Pages look every value up each time they are drawn, and a definition stays for hours. */
const byPath = new WeakMap<Definition, Variables>();

function variablesOf(definition: Definition): Variables {
  const known = byPath.get(definition);
  if (known !== undefined) return known;
  const made = new Map(definition.variables.map((one) => [`${one.device}/${one.variable}`, one]));
  byPath.set(definition, made);
  return made;
}

/** What a site's definition says of a variable, by its path. */
export function described(site: Site | undefined, path: string): Described {
  const found = site?.definition == null ? undefined : variablesOf(site.definition).get(path);
  return { name: found?.name ?? path, unit: found?.unit, maxAge: found?.maxAge };
}

/** Less of a setpoint's greatest value is the noise of an idle one. */
const idleShare = 0.02;

/** Whether an actuator runs by what it shows; null where that is not known. */
export function runsNow({ values }: Site, { device, setpoint }: Actuator): boolean | null {
  if (setpoint !== undefined) {
    const shown = values[setpoint.shown]?.value;
    return shown == null ? null : Math.abs(shown) > idleShare * Math.max(setpoint.max, -setpoint.min);
  }
  const shown = (values[`${device}/running`] ?? values[device])?.value;
  return shown == null ? null : shown > 0;
}

/** Whether a lock that is on holds an actuator. */
export function isLocked({ definition, locks }: Site, id: string): boolean {
  const on = new Set(locks.map(({ lock }) => lock));
  return definition?.locks?.some(({ lock, actuators }) => on.has(lock) && actuators.includes(id)) ?? false;
}
