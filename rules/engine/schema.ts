import { z } from "zod";
import {
  condition,
  dayStart,
  duration,
  fileName,
  id,
  localPath,
  percent,
  positiveDuration,
  quantity,
  unitCode,
  words,
} from "../../core/config/fields.ts";
import { byKey } from "../../core/config/forms.ts";
import { packNote } from "../../core/config/note.ts";
import type { Charter } from "../charter/schema.ts";

/** Who may command an actuator, highest rank first. */
export const layers = ["interlock", "protection", "override", "region", "homeostasis"] as const;
export type Layer = (typeof layers)[number];

/** How a variable is worked out from device points or other variables; `form` says which. */
const from = byKey({
  pressure: z.strictObject({
    pressure: localPath.describe("absolute or gauge pressure point, bar"),
    temperature: localPath.optional().describe("water temperature, Cel; 4 Cel assumed without"),
    as: z.literal("depth"),
  }),
  current: z.strictObject({
    current: localPath.describe("a 4-20 mA signal, mA"),
    at4mA: z.number(),
    at20mA: z.number(),
  }),
  counter: z.strictObject({ counter: localPath, each: z.number().positive().describe("amount of one count") }),
  cel: z.strictObject({ cel: condition }),
  pumps: z.strictObject({ pumps: z.array(id).min(1), head: localPath }),
});
export type Derivation = z.infer<typeof from>;

const quality = z.strictObject({
  stale: positiveDuration.describe("no successful read for this long = bad"),
  rate: z
    .strictObject({ most: z.number().positive(), per: positiveDuration })
    .optional()
    .describe("a faster change is uncertain, never bad"),
  spike: z
    .strictObject({ height: z.number().positive(), confirm: z.number().int().min(2).max(20) })
    .optional()
    .describe("a larger jump counts once so many reads in a row agree; until then uncertain"),
  flatline: z
    .strictObject({ for: positiveDuration, change: z.number().nonnegative(), when: condition.optional() })
    .refine((rule) => rule.when !== undefined || rule.for >= 86_400_000, {
      error: packNote({
        message: "a still value is not a dead sensor",
        expected: "`when` it must move, or at least 24h",
      }),
    })
    .optional()
    .describe("unchanged for so long while it must move: uncertain"),
});

const sources = z.strictObject({
  order: z.array(localPath).min(1).describe("the first good one counts"),
  disagree: z
    .strictObject({ more: z.number().positive(), for: duration, use: z.enum(["highest", "lowest"]) })
    .optional()
    .describe("further apart than `more` for so long: uncertain, and the named one counts"),
  rideThrough: duration.prefault("0s").describe("last good value, marked uncertain, before the variable turns bad"),
});

/** One variable of the site, in its own unit. Exactly one of `from`, `sources`, or neither (then it is a device point). */
export const variableSchema = z.strictObject({
  name: words.optional(),
  commons: id,
  unit: unitCode,
  datum: words.optional().describe("the zero a level refers to"),
  zero: z
    .array(z.strictObject({ since: dayStart, at: z.number() }))
    .min(1)
    .optional()
    .describe("height of the sensor above the datum, newest last"),
  span: z.strictObject({ lo: z.number(), hi: z.number() }).optional().describe("what the instrument can read here"),
  from: from.optional(),
  sources: sources.optional(),
  kind: z.enum(["level", "total", "counter"]).default("level").describe("how roll-ups treat it"),
  quality: quality.optional(),
  publish: z
    .strictObject({ change: z.number().positive(), every: positiveDuration })
    .optional()
    .describe("sent on so much change and at least so often; without it every read is sent"),
});
export type VariableConfig = z.infer<typeof variableSchema>;

const actuatorClass = z.enum(["A", "B"]).describe("A can flood, drain or hurt; B is operated directly");

const drive = z.strictObject({
  name: words.optional(),
  device: id.describe("offers the points run, setpoint, running, ready, fault, remote, actual"),
  class: actuatorClass,
  speed: z.strictObject({ min: percent, max: percent, ramp: quantity("%/s", { lo: 0.01 }).optional() }),
  curve: fileName.optional().describe("csv: head (m), speed (%) -> discharge (m3/s)"),
  minOn: duration.prefault("0s"),
  minOff: duration.prefault("0s"),
  startsPerHour: z.number().int().positive().optional(),
  stagger: duration.prefault("0s").describe("between two starts at this site"),
  warn: z.strictObject({ output: id, for: positiveDuration }).optional().describe("before every start"),
  selector: localPath.optional().describe("panel switch; while it is 0 nothing here commands the actuator"),
  readBack: z.strictObject({ running: positiveDuration }).describe("told to run, it must run so soon"),
  link: z.strictObject({ reassert: positiveDuration }),
  safeState: z.enum(["stop", "run"]),
});

const output = z.strictObject({
  name: words.optional(),
  output: localPath.describe("a writable boolean point"),
  class: actuatorClass,
  maxOn: positiveDuration.optional(),
  safeState: z.enum(["stop", "run"]),
});

/** What is moved: a drive (`form` device) or a contact (`form` output). */
export const actuatorSchema = byKey({ device: drive, output });
export type ActuatorConfig = z.infer<typeof actuatorSchema>;
export type DriveConfig = Extract<ActuatorConfig, { form: "device" }>;
export type ContactConfig = Extract<ActuatorConfig, { form: "output" }>;

/** A condition under which commands are overruled, whoever sent them. */
export const interlockSchema = z.strictObject({
  when: condition,
  until: condition.optional().describe("lets go; without it the opposite of `when`"),
  whenUnknown: z.enum(["act", "ignore"]),
  force: z.enum(["stop", "run"]),
  actuators: z.array(id).min(1),
});
export type InterlockConfig = z.infer<typeof interlockSchema>;

/** One line of a pump's curve: at this head and speed it lifts so much. */
export interface CurvePoint {
  /** m */
  readonly head: number;
  /** % */
  readonly speed: number;
  /** m3/s */
  readonly discharge: number;
}

/** What the engine must know of a device point. */
export interface EnginePoint {
  readonly unit: string;
  readonly type: "number" | "boolean";
  readonly writable: boolean;
  readonly span?: { readonly lo: number; readonly hi: number };
  /** No successful read for this long makes the point bad. */
  readonly staleAfter: number;
  /** A counter starts again at 0 after this many counts. */
  readonly wrapsAt?: number;
}

/** Everything the engine compiles a site from; checked, so that compiling it cannot fail. */
export interface EngineSite {
  readonly region: string;
  readonly site: string;
  /** IANA zone of seasons. */
  readonly timeZone: string;
  readonly commons: readonly string[];
  /** By `device/point`. */
  readonly points: Readonly<Record<string, EnginePoint>>;
  /** By `device/variable`; one whose path is also a point refines that point. */
  readonly variables: Readonly<Record<string, VariableConfig>>;
  readonly actuators: Readonly<Record<string, ActuatorConfig>>;
  /** Pump curves by actuator, sorted by speed, then head. */
  readonly curves: Readonly<Record<string, readonly CurvePoint[]>>;
  readonly interlocks: Readonly<Record<string, InterlockConfig>>;
  readonly charter: Charter;
}
