import { z } from "zod";
import { duration, positiveDuration } from "../../../core/config/fields.ts";
import { complain } from "../../../core/config/forms.ts";

/** How long a sensor that sleeps in between measures after its warm-up. */
export const measuringTime = 10_000;

/** What stands under an SDS011 in the site file. */
export const sdsConfig = z
  .strictObject({
    dutyCycle: positiveDuration
      .optional()
      .describe("it wakes this often, measures for 10 s after its warm-up and sleeps; without it, it measures always"),
    warmUp: duration.prefault("30s").describe("what it says in this time after it was woken is not a reading"),
  })
  .superRefine(({ dutyCycle, warmUp }, context) => {
    if (dutyCycle === undefined || dutyCycle >= warmUp + 2 * measuringTime) return;
    const message = "too short to warm up, to measure for 10 s and to sleep";
    complain(context, { message, expected: `at least ${(warmUp + 2 * measuringTime) / 1000}s` }, ["dutyCycle"]);
  });
export type SdsConfig = z.infer<typeof sdsConfig>;
