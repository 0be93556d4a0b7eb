import { z } from "zod";
import { condition, duration, id, localPath, percent, positiveDuration } from "../../core/config/fields.ts";
import { byValue } from "../../core/config/forms.ts";

/** The layers a reflex may stand in; interlocks and overrides are above and beside it (rules/engine/schema.ts). */
export const reflexLayers = ["protection", "homeostasis"] as const;

const actuators = z.array(id).min(1);

const whenInputBad = byValue("do", {
  hold: z.strictObject({ do: z.literal("hold"), for: positiveDuration }),
  programme: z.strictObject({
    do: z.literal("programme"),
    for: positiveDuration,
    actuator: z.literal("lead").default("lead"),
    speed: percent,
    run: positiveDuration,
    rest: positiveDuration,
  }),
  safeState: z.strictObject({ do: z.literal("safeState") }),
});
export type DegradedStep = z.infer<typeof whenInputBad>;

const staged = z.strictObject({
  kind: z.literal("staged"),
  layer: z.enum(reflexLayers),
  input: localPath,
  effect: z.enum(["lowers", "raises"]).describe("what running the actuators does to the input"),
  actuators,
  lead: z.enum(["fewest-hours", "fewest-starts", "fixed"]).default("fewest-hours"),
  stages: z
    .array(z.strictObject({ start: z.number(), stop: z.number() }))
    .min(1)
    .describe("distances to the target of the day, in the input's unit; one stage for each actuator"),
  speed: z
    .array(z.tuple([z.number(), percent]))
    .min(1)
    .describe("distance to target -> speed, straight lines between"),
  whenInputBad: z.array(whenInputBad).min(1),
});

const onOff = z.strictObject({
  kind: z.literal("on-off"),
  layer: z.enum(reflexLayers),
  start: condition,
  stop: condition,
  onDelay: duration.prefault("0s"),
  offDelay: duration.prefault("0s"),
  actuators,
  speed: percent.prefault("100 %"),
});

/** A closed loop at the site. */
export const reflexSchema = byValue("kind", { staged, "on-off": onOff });
export type Reflex = z.infer<typeof reflexSchema>;
export type StagedReflex = z.infer<typeof staged>;
export type OnOffReflex = z.infer<typeof onOff>;
