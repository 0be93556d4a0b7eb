import { z } from "zod";
import {
  duration,
  field,
  id,
  localPath,
  percent,
  positiveDuration,
  quantity,
  words,
} from "../../../core/config/fields.ts";
import { wordOr } from "../../../core/config/forms.ts";
import { convert, findUnit, quantityPattern } from "../../../core/units.ts";

const current = z.strictObject({ current: quantity("A", { lo: 0 }).describe("so much it may draw") });
const idleOrCurrent = wordOr("idle", current);

const idle = z.enum(["idle"]);

/** What happens without orders, where `rest` is what the device can do then. */
const withoutOrders = <S extends z.ZodType>(rest: S) => ({
  link: z.strictObject({
    reassert: positiveDuration.describe("its order is written again so often"),
    lease: positiveDuration
      .optional()
      .describe("so long the device believes an order; set in the device itself, at least three times `reassert`"),
    lost: rest.optional().describe("what the device does by itself after that; set in it too"),
  }),
  safeState: rest.describe("what it does when nobody asks anything of it or no input can be trusted"),
});

const common = {
  name: words.optional().describe("for people"),
  device: id.describe("offers the writable point setpoint, and what it really does as power or current"),
  class: z.enum(["A", "B"]).describe("A can flood, drain or hurt; B is operated directly"),
  lapse: z
    .enum(["reflex"])
    .default("reflex")
    .describe("an override that ran out: the reflexes decide again, which is no stop"),
  minOn: duration.prefault("0s").describe("once it does something it goes on at least so long"),
  minOff: duration.prefault("0s").describe("once idle it rests at least so long"),
};

const from = localPath.describe("the variable that tells it; while that is bad it stays idle");

const limits = z.strictObject({
  soc: z
    .strictObject({
      lo: percent.describe("at or below it nothing is discharged"),
      hi: percent.describe("at or above it nothing is charged"),
      from,
    })
    .optional()
    .describe("state of charge"),
  cellTemperature: z
    .strictObject({
      lo: quantity("Cel").describe("colder: idle"),
      hi: quantity("Cel").describe("hotter: idle"),
      from,
    })
    .optional()
    .describe("of the cells"),
});

/** What takes and gives power by a setpoint: a battery. Charging is positive. */
export const powerActuator = z.strictObject({
  ...common,
  ...withoutOrders(idle),
  power: z.strictObject({
    min: quantity("kW").describe("the least; negative discharges"),
    max: quantity("kW").describe("the most"),
    ramp: quantity("kW/s", { lo: 0.001 }).optional().describe("the fastest change"),
  }),
  limits: limits.prefault({}).describe("no order goes beyond them, whoever gives it"),
  readBack: z.strictObject({
    power: z
      .strictObject({
        within: quantity("kW", { lo: 0.1 }).describe("so near to what it was told"),
        after: positiveDuration.describe("so soon; it may be further off for less long"),
      })
      .describe("one that does something else raises an alarm: a limit of its own, or another writer"),
  }),
});
export type PowerConfig = z.infer<typeof powerActuator>;

/** What draws a current up to a setpoint: a charger for cars. */
export const currentActuator = z.strictObject({
  ...common,
  ...withoutOrders(idleOrCurrent),
  current: z.strictObject({
    min: quantity("A", { lo: 0 }).describe("the least it can go on with"),
    max: quantity("A", { lo: 0 }).describe("the most"),
    step: quantity("A", { lo: 0.1 }).prefault("1 A").describe("it is told multiples of this"),
    offBelow: quantity("A", { lo: 0 }).optional().describe("an order below this is a pause; without it `min`"),
  }),
  phases: z.literal([1, 3]).describe("how many it draws from"),
  settle: positiveDuration
    .prefault("15s")
    .describe("it needs so long to follow; a reflex does not correct it again before"),
});
export type CurrentConfig = z.infer<typeof currentActuator>;

/** What an interlock makes its actuators do: a value carries the unit of what it is said to. */
export type Force = "stop" | "run" | "idle" | { readonly value: number; readonly unit: "%" | "kW" | "A" };

const forceUnits = ["%", "kW", "A"] as const;

/** What an interlock makes its actuators do. */
export const force = field<Force>("stop, run, idle, or a value with its unit: 20 %, 0 kW, 6 A", (written) => {
  if (written === "stop" || written === "run" || written === "idle") return { value: written };
  const [, amount = "", unit = ""] = quantityPattern.exec(typeof written === "string" ? written : "") ?? [];
  const given = findUnit(unit);
  for (const code of forceUnits) {
    const wanted = findUnit(code);
    if (given === undefined || wanted?.dimension !== given.dimension) continue;
    return { value: { value: convert(Number(amount), given, wanted), unit: code } };
  }
  return { message: `\`${String(written)}\` is not one of the choices` };
});
