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
    as: z.literal("depth").describe("metres of fresh water above the membrane"),
  }),
  current: z.strictObject({
    current: localPath.describe("a 4-20 mA signal, mA"),
    at4mA: z.number().describe("the value at 4 mA"),
    at20mA: z.number().describe("the value at 20 mA"),
  }),
  counter: z.strictObject({
    counter: localPath.describe("a point that counts up"),
    each: z.number().positive().describe("amount of one count"),
  }),
  cel: z.strictObject({ cel: condition.describe("worked out from other variables") }),
  pumps: z.strictObject({
    pumps: z.array(id).min(1).describe("drives with a `curve`; their discharges are added"),
    head: localPath.describe("the head they lift against"),
  }),
});
export type Derivation = z.infer<typeof from>;

const quality = z.strictObject({
  stale: positiveDuration.describe("no successful read for this long = bad"),
  rate: z
    .strictObject({
      most: z.number().positive().describe("the largest credible change"),
      per: positiveDuration.describe("in this time"),
    })
    .optional()
    .describe("a faster change is uncertain, never bad"),
  spike: z
    .strictObject({
      height: z.number().positive().describe("the smallest jump that is doubted"),
      confirm: z.number().int().min(2).max(20).describe("reads that must agree"),
    })
    .optional()
    .describe("a larger jump counts once so many reads in a row agree; until then uncertain"),
  flatline: z
    .strictObject({
      for: positiveDuration.describe("so long, judged while `when` holds"),
      change: z.number().nonnegative().describe("no more than this is unchanged"),
      when: condition.optional().describe("when it must move; without it `for` is at least 24h"),
    })
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
    .strictObject({
      more: z.number().positive().describe("the smallest distance that counts"),
      for: duration.describe("so long"),
      use: z.enum(["highest", "lowest"]).describe("the value that is believed"),
    })
    .optional()
    .describe("further apart than `more` for so long: uncertain, and the named one counts"),
  rideThrough: duration.prefault("0s").describe("last good value, marked uncertain, before the variable turns bad"),
});

/** One variable of the site, in its own unit. Exactly one of `from`, `sources`, or neither (then it is a device point). */
export const variableSchema = z.strictObject({
  name: words.optional().describe("for people"),
  commons: id.describe("one of the site's"),
  unit: unitCode.describe("of its value, and of all that is said about it"),
  datum: words.optional().describe("the zero a level refers to"),
  zero: z
    .array(
      z.strictObject({
        since: dayStart.describe("the day of the survey"),
        at: z.number().describe("in the variable's unit"),
      }),
    )
    .min(1)
    .optional()
    .describe("height of the sensor above the datum, newest last"),
  span: z
    .strictObject({ lo: z.number().describe("the least"), hi: z.number().describe("the most") })
    .optional()
    .describe("what the instrument can read here; outside it is bad"),
  from: from.optional().describe("worked out from points or variables; one form of it"),
  sources: sources.optional(),
  kind: z
    .enum(["level", "total", "counter"])
    .default("level")
    .describe("a state, an amount for each reading, or a running sum"),
  quality: quality.optional(),
  publish: z
    .strictObject({
      change: z.number().positive().describe("sent when it changed so much"),
      every: positiveDuration.describe("and at least so often"),
    })
    .optional()
    .describe("sent on so much change and at least so often; without it every read is sent"),
});
export type VariableConfig = z.infer<typeof variableSchema>;

const actuatorClass = z.enum(["A", "B"]).describe("A can flood, drain or hurt; B is operated directly");

const safeState = z.enum(["stop", "run"]).describe("what it does when nobody asks anything of it");

const drive = z.strictObject({
  name: words.optional().describe("for people"),
  device: id.describe("offers the points run, setpoint, running, ready, fault, remote, actual"),
  class: actuatorClass,
  speed: z.strictObject({
    min: percent.describe("the lowest speed it runs at"),
    max: percent.describe("the highest"),
    ramp: quantity("%/s", { lo: 0.01 }).optional().describe("the fastest change; a start begins at `min`"),
  }),
  curve: fileName.optional().describe("csv: head (m), speed (%) -> discharge (m3/s)"),
  minOn: duration.prefault("0s").describe("once started it runs at least so long"),
  minOff: duration.prefault("0s").describe("once stopped it rests at least so long"),
  startsPerHour: z.number().int().positive().optional().describe("most starts in any hour"),
  stagger: duration.prefault("0s").describe("between two starts at this site"),
  warn: z
    .strictObject({
      output: id.describe("the actuator that warns: a horn, a lamp"),
      for: positiveDuration.describe("so long before it starts"),
    })
    .optional()
    .describe("before every start"),
  selector: localPath.optional().describe("panel switch; while it is 0 nothing here commands the actuator"),
  readBack: z.strictObject({
    running: positiveDuration.describe("told to run, it must run so soon, or it has failed"),
  }),
  link: z.strictObject({ reassert: positiveDuration.describe("its order is written again so often") }),
  safeState,
});

const output = z.strictObject({
  name: words.optional().describe("for people"),
  output: localPath.describe("a writable boolean point"),
  class: actuatorClass,
  maxOn: positiveDuration.optional().describe("longest time on at a stretch"),
  safeState,
});

/** What is moved: a drive (`form` device) or a contact (`form` output). */
export const actuatorSchema = byKey({ device: drive, output });
export type ActuatorConfig = z.infer<typeof actuatorSchema>;
export type DriveConfig = Extract<ActuatorConfig, { form: "device" }>;
export type ContactConfig = Extract<ActuatorConfig, { form: "output" }>;

/** A condition under which commands are overruled, whoever sent them. */
export const interlockSchema = z.strictObject({
  when: condition.describe("takes hold"),
  until: condition.optional().describe("lets go; without it the opposite of `when`"),
  whenUnknown: z.enum(["act", "ignore"]).describe("what a condition on a bad value means here"),
  force: z.enum(["stop", "run"]).describe("what its actuators do then"),
  actuators: z.array(id).min(1).describe("whom it overrules"),
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
