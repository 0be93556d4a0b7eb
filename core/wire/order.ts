import { z } from "zod";
import { id, personText, reason } from "./fields.ts";

/** Longest shelving that can be asked for, ms; what a site allows is less. */
export const longestShelving = 604_800_000;

/** What a command asks for. */
export const orderSchema = z.discriminatedUnion("purpose", [
  z.strictObject({
    purpose: z.literal("override"),
    actuator: id,
    value: z.number().describe("speed in %, or kW or A of a setpoint; 0 = stop"),
    leaseMs: z.number().int().min(1000).max(86_400_000),
    reason,
  }),
  z.strictObject({ purpose: z.literal("release"), actuator: id }),
  z.strictObject({
    purpose: z.literal("acknowledge"),
    key: z.string(),
    eventId: z.string(),
    note: personText(500).optional(),
  }),
  z.strictObject({ purpose: z.literal("reset"), key: z.string() }),
  z
    .strictObject({
      purpose: z.literal("shelve"),
      key: z.string(),
      eventId: z.string().optional().describe("the event seen; absent for an alarm that is normal"),
      reason,
      forMs: z.number().int().min(1000).max(longestShelving).optional(),
      oneShot: z.literal(true).optional().describe("until its condition is gone"),
    })
    .refine(({ forMs, oneShot }) => (forMs === undefined) !== (oneShot === undefined), "forMs or oneShot"),
  z.strictObject({ purpose: z.literal("unshelve"), key: z.string() }),
  z.strictObject({ purpose: z.literal("lock"), lock: id, reason: reason.max(300) }),
  z.strictObject({ purpose: z.literal("unlock"), lock: id }),
]);
