import { z } from "zod";
import { condition, duration, id, localPath, percent, positiveDuration } from "../../core/config/fields.ts";
import { byValue } from "../../core/config/forms.ts";

/** The layers a reflex may stand in; interlocks and overrides are above and beside it (rules/engine/schema.ts). */
export const reflexLayers = ["protection", "homeostasis"] as const;

const actuators = z.array(id).min(1).describe("what it moves");
const layer = z.enum(reflexLayers).describe("its rank; protection goes before an override");
const stepTime = positiveDuration.describe("then the next step; the last one goes on");

const whenInputBad = byValue("do", {
  hold: z.strictObject({ do: z.literal("hold").describe("leave all as it is"), for: stepTime }),
  programme: z.strictObject({
    do: z.literal("programme").describe("run and rest by the clock"),
    for: stepTime,
    actuator: z.literal("lead").default("lead").describe("the one whose turn it is"),
    speed: percent.describe("its speed"),
    run: positiveDuration.describe("it runs so long"),
    rest: positiveDuration.describe("then rests so long"),
  }),
  safeState: z.strictObject({ do: z.literal("safeState").describe("every actuator to its safe state") }),
});
export type DegradedStep = z.infer<typeof whenInputBad>;

const staged = z.strictObject({
  kind: z.literal("staged").describe("more actuators the further from the target"),
  layer,
  input: localPath.describe("the variable it keeps at its target"),
  effect: z.enum(["lowers", "raises"]).describe("what running the actuators does to the input"),
  actuators,
  lead: z.enum(["fewest-hours", "fewest-starts", "fixed"]).default("fewest-hours").describe("who starts first"),
  stages: z
    .array(
      z.strictObject({
        start: z.number().describe("on from here"),
        stop: z.number().describe("off from here; in between it stays as it is"),
      }),
    )
    .min(1)
    .describe("distances to the target of the day, in the input's unit; one stage for each actuator"),
  speed: z
    .array(z.tuple([z.number(), percent]))
    .min(1)
    .describe("distance to target -> speed, straight lines between"),
  whenInputBad: z.array(whenInputBad).min(1).describe("what it does without its input, step by step"),
});

const onOff = z.strictObject({
  kind: z.literal("on-off").describe("on by one condition, off by another"),
  layer,
  start: condition.describe("on when this holds"),
  stop: condition.describe("off when this holds and `start` does not"),
  onDelay: duration.prefault("0s").describe("`start` must hold so long"),
  offDelay: duration.prefault("0s").describe("`stop` must hold so long"),
  actuators,
  speed: percent.prefault("100 %").describe("while on"),
});

/** A closed loop at the site. */
export const reflexSchema = byValue("kind", { staged, "on-off": onOff });
export type Reflex = z.infer<typeof reflexSchema>;
export type StagedReflex = z.infer<typeof staged>;
export type OnOffReflex = z.infer<typeof onOff>;
