import { z } from "zod";
import { condition, duration, id, localPath, percent, positiveDuration } from "../../core/config/fields.ts";
import { byValue } from "../../core/config/forms.ts";
import { packNote } from "../../core/config/note.ts";

/** The layers a reflex may stand in; interlocks and overrides are above and beside it (rules/engine/schema.ts). */
export const reflexLayers = ["protection", "homeostasis"] as const;

const actuators = z.array(id).min(1).describe("what it moves");
const layer = z.enum(reflexLayers).describe("its rank; protection goes before an override");
const stepTime = positiveDuration.describe("then the next step; the last one goes on");

const hold = z.strictObject({ do: z.literal("hold").describe("leave all as it is"), for: stepTime });
const safeState = z.strictObject({ do: z.literal("safeState").describe("every actuator to its safe state") });

const whenInputBad = byValue("do", {
  hold,
  programme: z.strictObject({
    do: z.literal("programme").describe("run and rest by the clock"),
    for: stepTime,
    actuator: z.literal("lead").default("lead").describe("the one whose turn it is"),
    speed: percent.describe("its speed"),
    run: positiveDuration.describe("it runs so long"),
    rest: positiveDuration.describe("then rests so long"),
  }),
  safeState,
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

const dispatch = z.strictObject({
  kind: z
    .literal("dispatch")
    .describe("what charges, discharges and waits keeps a power, or its quarter's mean, in an aim"),
  layer: z
    .enum(["homeostasis"])
    .describe("its rank; among several on the same actuators the first of the file decides"),
  input: localPath.describe("a power taken from the grid, or the mean of its clock quarter"),
  aim: z
    .strictObject({
      lo: z.number().optional().describe("no less, in the input's unit; negative is given to the grid"),
      hi: z.number().optional().describe("no more; both the same: exactly this"),
    })
    .refine(({ lo, hi }) => lo !== undefined || hi !== undefined, {
      error: packNote({ message: "an aim needs an end", expected: "lo, hi or both" }),
    }),
  use: z.array(id).min(1).describe("batteries and chargers, in this order; given back in the reverse one"),
  reserve: z
    .strictObject({ soc: percent.describe("state of charge") })
    .optional()
    .describe("batteries keep so much, which only this reflex uses, and only when nothing else is left"),
  cycle: positiveDuration.prefault("2s").describe("between two corrections"),
  whenInputBad: z
    .array(byValue("do", { hold, safeState }))
    .min(1)
    .prefault([{ do: "hold", for: "30s" }, { do: "safeState" }])
    .describe("what it does without its input, step by step"),
});

const ventilate = z.strictObject({
  kind: z.literal("ventilate").describe("outside air, or room air over a filter"),
  layer,
  actuators,
  serve: z
    .tuple([
      localPath.describe("what people breathe out; it has a range"),
      z.strictObject({
        inside: localPath.describe("dust in the room"),
        outside: localPath.describe("dust outside; a range of it, or of its mean, is the measure of both"),
      }),
    ])
    .describe("the variables whose margins are compared"),
  riseFrom: z
    .number()
    .optional()
    .describe(
      "breath at which the fan leaves its lowest speed; it is at its highest at the healthy bound. Without it only beyond that bound",
    ),
  rule: z.literal("worst-margin-first").describe("the worst of the margins is raised; breath in danger goes first"),
  atLeast: z
    .strictObject({
      when: condition.describe("while this holds; unknown is no"),
      fan: percent.describe("the least speed, with outside air"),
    })
    .optional()
    .describe("what dust never outranks"),
  prefer: id
    .optional()
    .describe(
      "the one of the actuators that filters room air, used while outside is the worse air and breath has room",
    ),
  whenInputBad: z
    .array(byValue("do", { hold, safeState }))
    .min(1)
    .describe(
      "what it does without its inputs, step by step; where only dust is lost, breath alone decides in the end",
    ),
});

/** A closed loop at the site. */
export const reflexSchema = byValue("kind", { staged, "on-off": onOff, dispatch, ventilate });
export type Reflex = z.infer<typeof reflexSchema>;
export type StagedReflex = z.infer<typeof staged>;
export type OnOffReflex = z.infer<typeof onOff>;
export type DispatchReflex = z.infer<typeof dispatch>;
export type VentilateReflex = z.infer<typeof ventilate>;

/** The actuators a reflex moves. */
export function movedBy(reflex: Reflex): readonly string[] {
  return reflex.kind === "dispatch" ? reflex.use : reflex.actuators;
}
