import { z } from "zod";
import { bootText, count, id } from "./fields.ts";

const saidCount = count.nullable().describe("null where the gateway has not said it since ingest started");

/** What became of the numbers of one boot, as ingest sees it. */
export const bootBooksSchema = z.object({
  boot: bootText,
  measured: saidCount,
  folded: saidCount,
  superseded: saidCount,
  assigned: count,
  stored: count,
  refused: count,
  gaps: count,
  inFlight: z.number().int(),
  unexplained: count,
  events: z.object({
    durable: count,
    refused: count,
    gaps: count,
    stored: count,
    last: z.number().int().min(-1),
    closed: count.optional(),
  }),
});

/** `books`: ingest's answer to `books/get`, whose body says nothing. No boots where nothing was ever stored of the site. */
export const booksSchema = z.strictObject({ ingest: id, boots: z.array(bootBooksSchema).readonly() });
export type Books = z.infer<typeof booksSchema>;
