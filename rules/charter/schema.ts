import { z } from "zod";
import { calendarDay, named, pathed, positiveDuration, words, yearDay } from "../../core/config/fields.ts";
import { numberOr } from "../../core/config/forms.ts";
import { packNote } from "../../core/config/note.ts";
import { siteLadderSchema } from "../ladder/schema.ts";
import { alarmSchema } from "./alarm-schema.ts";
import { reflexSchema } from "./reflex-schema.ts";

const bounds = z.strictObject({ lo: z.number().optional(), hi: z.number().optional() });

/** A change of at most `most` (in the variable's unit) in `per`. */
export const changeRate = z.strictObject({ most: z.number().positive(), per: positiveDuration });

/** The healthy band: around today's target, or between fixed bounds of which one may be absent. */
export type HealthyBand =
  | { readonly form: "around"; readonly below: number; readonly above: number }
  | { readonly form: "absolute"; readonly lo: number | undefined; readonly hi: number | undefined };

const healthy = z
  .strictObject({
    below: z.number().nonnegative().optional(),
    above: z.number().nonnegative().optional(),
    lo: z.number().optional(),
    hi: z.number().optional(),
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
export const rangeSchema = z.strictObject({
  viable: bounds.refine((b) => b.lo !== undefined || b.hi !== undefined, {
    error: packNote({ message: "a viable range needs a bound", expected: "lo, hi or both" }),
  }),
  target: numberOr(z.record(z.string(), z.number())).optional().describe("one number, or one for each season"),
  healthy: healthy.optional(),
  season: changeRate.optional().describe("how fast the target walks to its new value when the season changes"),
  owner: words,
  basis: words,
  evidence: z.array(words).optional(),
  review: calendarDay.optional(),
});
export type RangeConfig = z.infer<typeof rangeSchema>;

const season = z.strictObject({ from: yearDay });

/** The governed half of a site file. */
export const charterSchema = z.strictObject({
  version: z.number().int().positive(),
  seasons: named(season).default({}),
  ranges: pathed(rangeSchema).default({}),
  reflexes: named(reflexSchema).default({}),
  alarms: named(alarmSchema).default({}),
  ladder: siteLadderSchema.default({ local: { outputs: [] } }),
});
export type Charter = z.infer<typeof charterSchema>;
