import { z } from "zod";
import { count, epochMs } from "./fields.ts";

/** What hides an alarm from being announced: a person, for a time and a reason. ISA-18.2 state E, kept apart from A to D. */
export const shelved = z.strictObject({
  by: z.string().max(80),
  reason: z.string().max(500),
  since: epochMs,
  until: epochMs.describe("it is announced again then at the latest"),
  oneShot: z.boolean().describe("true: ends as soon as the condition is gone"),
  occurred: count.describe("raised so often while it was hidden"),
});
export type Shelved = z.infer<typeof shelved>;
