import { z } from "zod";
import { condition, id, localPath, percent, positiveDuration } from "../../../core/config/fields.ts";
import { byKey } from "../../../core/config/forms.ts";
import { packNote } from "../../../core/config/note.ts";

const shortestWindow = 60_000;
const longestWindow = 31 * 86_400_000;

/** How a variable is worked out from device points or other variables; `form` says which. */
export const derivation = byKey({
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
  meanOfQuarterHour: z.strictObject({
    meanOfQuarterHour: localPath.describe(
      "its mean since the last quarter of an hour by the clock, told from the first minute on",
    ),
  }),
  mean: z.strictObject({
    mean: localPath.describe("its time-weighted mean over a window that ends now"),
    window: positiveDuration
      .refine((ms) => ms >= shortestWindow && ms <= longestWindow, {
        error: packNote({ message: "this window cannot be kept", expected: "1min to 31d" }),
      })
      .describe("the length of the window"),
    atLeast: percent.describe("so much of the window must be known, or the mean has no value"),
  }),
  maxOf: z.strictObject({ maxOf: z.array(localPath).min(2).describe("the highest of them; bad as long as one is") }),
});
/** A derivation as it was read. */
export type Derivation = z.infer<typeof derivation>;
