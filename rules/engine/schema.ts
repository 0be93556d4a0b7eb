import { z } from "zod";
import { dayStretch } from "../../core/config/day-stretch.ts";
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
import { currentActuator, force, powerActuator } from "./actuators/setpoint-schema.ts";
import { derivation } from "./derive/schema.ts";

/** Who may command an actuator, highest rank first. */
export const layers = ["lock", "interlock", "protection", "override", "region", "homeostasis", "exercise"] as const;
export type Layer = (typeof layers)[number];

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
  from: derivation.optional().describe("worked out from points or variables; one form of it"),
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

const link = z.strictObject({
  reassert: positiveDuration.describe("its order is written again so often"),
  lease: positiveDuration
    .optional()
    .describe("so long the drive believes an order; set in the drive itself, at least three times `reassert`"),
  lost: z
    .enum(["hold", "stop"])
    .optional()
    .describe("what the drive does by itself after that: keep its speed, or stop; set in the drive too"),
});

const exercise = z.strictObject({
  every: positiveDuration.describe("when it has not run for so long"),
  for: positiveDuration.describe("it runs so long, and counts as run when it ran so long at a stretch"),
  between: dayStretch.describe("by the clock of the site's time zone; it may go over midnight"),
  when: condition.optional().describe("only while this holds; unknown is no"),
});

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
  exercise: exercise
    .optional()
    .describe("run at its lowest speed when it has not run for long, below all who have a reason of their own"),
  selector: localPath.optional().describe("panel switch; while it is 0 nothing here commands the actuator"),
  readBack: z.strictObject({
    running: positiveDuration.describe("told to run, it must run so soon, or it has failed"),
    speed: z
      .strictObject({
        within: quantity("%", { lo: 1, hi: 100 }).describe(
          "so near to the speed it was told, which moves in steps of 1 %",
        ),
        after: positiveDuration.describe("so soon; it may be further off for less long"),
      })
      .optional()
      .describe("one that runs at another speed raises an alarm, and an override of it ends `unknown`"),
  }),
  link,
  lapse: z
    .enum(["reflex"])
    .default("reflex")
    .describe("an override that ran out: the reflexes decide again, which is no stop"),
  safeState: z
    .enum(["stop", "run", "release"])
    .describe(
      "what it does when nobody asks anything of it or no input can be trusted; release: back to its hard-wired floats, by the watchdog's relay",
    ),
});

const output = z.strictObject({
  name: words.optional().describe("for people"),
  output: localPath.describe("a writable boolean point"),
  class: actuatorClass,
  maxOn: positiveDuration.optional().describe("longest time on at a stretch"),
  safeState,
});

/** What is moved: a drive (`form` speed), a battery (power), a charger (current) or a contact (output). */
export const actuatorSchema = byKey({ speed: drive, power: powerActuator, current: currentActuator, output });
export type ActuatorConfig = z.infer<typeof actuatorSchema>;
export type DriveConfig = Extract<ActuatorConfig, { form: "speed" }>;
/** An actuator with an analogue setpoint. */
export type SetpointConfig = Extract<ActuatorConfig, { form: "power" | "current" }>;
export type ContactConfig = Extract<ActuatorConfig, { form: "output" }>;

/** What a lock can refuse: to start anything, and to charge or discharge a battery. */
const refusable = ["start", "charge", "discharge"] as const;
export type Refusable = (typeof refusable)[number];

const overruled = z.array(id).min(1).describe("whom it overrules");

const conditionInterlock = z.strictObject({
  when: condition.describe("takes hold"),
  until: condition.optional().describe("lets go; without it the opposite of `when`"),
  whenUnknown: z.enum(["act", "ignore"]).describe("what a condition on a bad value means here"),
  force: force.describe("what its actuators do then"),
  actuators: overruled,
});

const lock = z.strictObject({
  lock: z.literal(true).describe("a person puts it on, and the same person takes it off"),
  refuse: z
    .array(z.enum(refusable))
    .min(1)
    .describe(
      "what nobody can do meanwhile; `start` does not stop what runs already, and others than its owner can then only slow or stop it; `charge` and `discharge` end what goes on",
    ),
  actuators: overruled,
});

/** What overrules commands, whoever sent them: a condition (`form` when), or a lock that a person puts on (`form` lock). */
export const interlockSchema = byKey({ when: conditionInterlock, lock });
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

/** What a setting made in a device at commissioning must be, in the unit of its point. */
export interface Expectation {
  /** As the site file calls it: `communicationLossAction`. */
  readonly setting: string;
  readonly value: number;
  /** The numbers its values have in the device, where they have names. */
  readonly words?: Readonly<Record<string, number>>;
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
  readonly expects?: Expectation;
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

/** Which commons a variable or point belongs to: its own, else the site's first. */
export function commonsOf({ variables, commons }: EngineSite, path: string): string {
  return variables[path]?.commons ?? commons[0] ?? "water";
}
