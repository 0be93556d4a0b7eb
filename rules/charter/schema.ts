import { z } from "zod";
import { calendarDay, field, named, pathed, positiveDuration, words, yearDay } from "../../core/config/fields.ts";
import { numberOr } from "../../core/config/forms.ts";
import { packNote } from "../../core/config/note.ts";
import { siteLadderSchema } from "../ladder/schema.ts";
import { alarmSchema } from "./alarm-schema.ts";
import { reflexSchema } from "./reflex-schema.ts";

const bounds = z.strictObject({
  lo: z.number().optional().describe("below it there is harm"),
  hi: z.number().optional().describe("above it there is harm"),
});

/** A change of at most `most` (in the variable's unit) in `per`. */
export const changeRate = z.strictObject({
  most: z.number().positive().describe("at most so much"),
  per: positiveDuration.describe("in this time"),
});

const fall = changeRate.extend({
  below: z.literal("target").describe("counted below the target alone: a flood is drained as fast as it goes"),
});

const never = field<"never">("never", (written) => {
  if (written === "never") return { value: "never" };
  const message = "a range of the charter is permanent: it has a successor, or it stays";
  return {
    message,
    hint: "say by `review` when it is looked at again; only deviations expire, and there are none yet",
  };
});

/** The healthy band: around today's target, or between fixed bounds of which one may be absent. */
export type HealthyBand =
  | { readonly form: "around"; readonly below: number; readonly above: number }
  | { readonly form: "absolute"; readonly lo: number | undefined; readonly hi: number | undefined };

const healthy = z
  .strictObject({
    below: z.number().nonnegative().optional().describe("so far below the target, together with `above`"),
    above: z.number().nonnegative().optional().describe("so far above the target"),
    lo: z.number().optional().describe("or from here"),
    hi: z.number().optional().describe("to here"),
  })
  .transform(({ below, above, lo, hi }, context): HealthyBand => {
    const around = below !== undefined && above !== undefined;
    const absolute = lo !== undefined || hi !== undefined;
    if (around && !absolute) return { form: "around", below, above };
    if (absolute && below === undefined && above === undefined) return { form: "absolute", lo, hi };
    const note = {
      message: "this band is not complete",
      expected: "below and above (around the target), or lo and hi",
    };
    context.addIssue({ code: "custom", message: packNote(note) });
    return z.NEVER;
  });

/** What was agreed about one variable, in its own unit. Without `healthy` the healthy band is the viable range itself. */
export const rangeSchema = z
  .strictObject({
    viable: bounds.refine((b) => b.lo !== undefined || b.hi !== undefined, {
      error: packNote({ message: "a viable range needs a bound", expected: "lo, hi or both" }),
    }),
    target: numberOr(z.record(z.string(), z.number().describe("the target of that season")))
      .optional()
      .describe("one number, or one for each season"),
    healthy: healthy.optional(),
    season: changeRate.optional().describe("how fast the target walks to its new value when the season changes"),
    fall: fall.optional().describe("how fast staged reflexes may lower it"),
    owner: words.describe("who answers for it"),
    basis: words.describe("the decision it rests on"),
    evidence: z.array(words).optional().describe("what else supports it"),
    review: calendarDay.optional().describe("when it is looked at again"),
    expires: never.optional().describe("a permanent range never does, and has a `review`"),
  })
  .refine(({ expires, review }) => expires === undefined || review !== undefined, {
    error: packNote({ message: "a range that never expires is looked at again some day", expected: "a `review` date" }),
    path: ["expires"],
  });
export type RangeConfig = z.infer<typeof rangeSchema>;

const season = z.strictObject({ from: yearDay.describe("its first day, in the site's time zone") });

/** The governed half of a site file. */
export const charterSchema = z.strictObject({
  version: z.number().int().positive().describe("counted up with each agreed change"),
  seasons: named(season).default({}),
  ranges: pathed(rangeSchema).default({}),
  reflexes: named(reflexSchema).default({}),
  alarms: named(alarmSchema).default({}),
  ladder: siteLadderSchema.default({ local: { outputs: [] } }),
});
export type Charter = z.infer<typeof charterSchema>;
