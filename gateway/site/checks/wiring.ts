import type { z } from "zod";
import type { Problem } from "../../../core/config/check.ts";
import { blockAt, type Section, section } from "../../../core/config/section.ts";
import { type AlarmConfig, alarmSchema } from "../../../rules/charter/alarm-schema.ts";
import { type Reflex, reflexSchema } from "../../../rules/charter/reflex-schema.ts";
import { type RangeConfig, rangeSchema } from "../../../rules/charter/schema.ts";
import {
  type ActuatorConfig,
  actuatorSchema,
  type EnginePoint,
  type InterlockConfig,
  interlockSchema,
  type VariableConfig,
  variableSchema,
} from "../../../rules/engine/schema.ts";
import { type SiteLadder, siteLadderSchema } from "../../../rules/ladder/schema.ts";
import type { Driver } from "../../drivers/driver.ts";
import { type DeviceConfig, deviceSchema } from "../device-schema.ts";
import { type BusConfig, busSchema, watchdogSchema } from "../schema.ts";
import { type Band, spansOf } from "../spans.ts";

/** A site as far as it is sound, so that one faulty entry does not hide the faults of others. */
export interface Parts {
  readonly commons: readonly string[] | undefined;
  readonly buses: Section<BusConfig>;
  readonly devices: Section<DeviceConfig>;
  /** Words of the drivers whose devices have a bus for themselves. */
  readonly unasked: ReadonlySet<string>;
  /** Points by `device/point`, of the devices that are sound. */
  readonly points: ReadonlyMap<string, EnginePoint>;
  readonly variables: Section<VariableConfig>;
  readonly actuators: Section<ActuatorConfig>;
  readonly interlocks: Section<InterlockConfig>;
  readonly seasons: ReadonlySet<string>;
  readonly ranges: Section<RangeConfig>;
  readonly reflexes: Section<Reflex>;
  readonly alarms: Section<AlarmConfig>;
  readonly ladder: SiteLadder | undefined;
  /** Whether the file has a watchdog, sound or not. */
  readonly hasWatchdog: boolean;
  readonly watchdog: z.infer<typeof watchdogSchema> | undefined;
}

/** A site's parts, with what follows from all of them worked out once for every check. */
export interface Wiring extends Parts {
  /** Every path a site knows: variables, and the points of its devices. */
  readonly paths: ReadonlySet<string>;
  readonly spans: ReadonlyMap<string, Band>;
}

/** Adds to a site's parts what follows from them. */
export function wired(parts: Parts): Wiring {
  const paths = new Set([...parts.variables.names, ...parts.points.keys()]);
  return { ...parts, paths, spans: spansOf(parts) };
}

/** One semantic check of a site. */
export type SiteCheck = (wiring: Wiring) => readonly Problem[];

/**
 * The points of every sound device. A point is stale after five missed polls, or three of its own when the device has a new
 * value less often, unless its variable says otherwise.
 */
export function pointsOf(devices: Section<DeviceConfig>, drivers: readonly Driver[]): Map<string, EnginePoint> {
  const points = new Map<string, EnginePoint>();
  for (const [id, device] of devices.sound) {
    const driver = drivers.find((candidate) => candidate.driver === device.driver);
    for (const metric of driver?.metrics(device.config) ?? []) {
      const { unit, type, writable, span, wrapsAt, expects, every = 0 } = metric;
      const staleAfter = Math.max(5_000, 5 * device.poll, 3 * every);
      const extent = span === undefined ? {} : { span };
      const wrap = wrapsAt === undefined ? {} : { wrapsAt };
      const setting = expects === undefined ? {} : { expects };
      points.set(`${id}/${metric.name}`, { unit, type, writable, staleAfter, ...extent, ...wrap, ...setting });
    }
  }
  return points;
}

/** Takes an unchecked site file apart. */
export function siteWiring(value: unknown, drivers: readonly Driver[]): Wiring {
  const commons = blockAt(value, ["site"])["commons"];
  const devices = section(value, ["devices"], deviceSchema(drivers));
  return wired({
    commons: Array.isArray(commons) ? commons.filter((word): word is string => typeof word === "string") : undefined,
    buses: section(value, ["buses"], busSchema),
    devices,
    unasked: new Set(drivers.filter(({ unasked }) => unasked).map(({ driver }) => driver)),
    points: pointsOf(devices, drivers),
    variables: section(value, ["variables"], variableSchema),
    actuators: section(value, ["actuators"], actuatorSchema),
    interlocks: section(value, ["interlocks"], interlockSchema),
    seasons: new Set(Object.keys(blockAt(value, ["charter", "seasons"]))),
    ranges: section(value, ["charter", "ranges"], rangeSchema),
    reflexes: section(value, ["charter", "reflexes"], reflexSchema),
    alarms: section(value, ["charter", "alarms"], alarmSchema),
    ladder: siteLadderSchema.safeParse(blockAt(value, ["charter", "ladder"])).data,
    hasWatchdog: Object.keys(blockAt(value, ["watchdog"])).length > 0,
    watchdog: watchdogSchema.safeParse(blockAt(value, ["watchdog"])).data,
  });
}
