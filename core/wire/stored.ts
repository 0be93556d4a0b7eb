import { z } from "zod";
import { bootText, count, id } from "./fields.ts";

const range = z.tuple([count, count]).describe("[first, last] sequence, both inside");

/** What ingest has made durable of one boot. `refused` counts as durable and has its gap record. */
const durableRanges = z.strictObject({
  durable: z.array(range).max(64),
  /** Highest sequence seen on the live lane since the last birth; -1 before the first. */
  seen: z.number().int().min(-1),
  refused: z.array(z.tuple([count, count, z.string().max(200)])),
});

/** Begins the reason of refused numbers that a gap record of their own sender explains: these will never come. */
export const gapMark = "gap: ";

/** `stored`: the end-to-end acknowledgement. Cumulative; a raised generation means that the store has forgotten. */
export const storedSchema = z.strictObject({
  ingest: id,
  generation: count,
  boots: z.record(bootText, durableRanges.extend({ events: durableRanges })),
});
export type Stored = z.infer<typeof storedSchema>;
