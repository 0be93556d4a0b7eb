import { z } from "zod";

/** How the embedded store keeps its file. */
export const duckdbOptionsSchema = z.strictObject({
  path: z.string().min(1).describe("the database file"),
  memoryMb: z.number().int().min(64).default(256).describe("most memory DuckDB may take, MB"),
  threads: z.number().int().min(1).max(64).default(2),
  retentionMs: z
    .number()
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("how long a day of readings is kept, counted from its last insert, ms; null keeps all"),
  queries: z.number().int().min(1).max(16).default(4).describe("queries answered at the same time; more wait"),
  queryLimitMs: z.number().int().positive().default(30_000).describe("a query that takes longer is broken off, ms"),
});
export type DuckdbOptions = z.infer<typeof duckdbOptionsSchema>;
