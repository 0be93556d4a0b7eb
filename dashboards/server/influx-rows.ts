import { z } from "zod";
import { AppError } from "../../core/errors.ts";

const answerSchema = z.object({
  results: z.array(
    z.object({
      error: z.string().optional(),
      series: z
        .array(
          z.object({
            /** Some answers are about no measurement: SHOW RETENTION POLICIES. */
            name: z.string().optional(),
            tags: z.record(z.string(), z.string()).optional(),
            columns: z.array(z.string()),
            values: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
          }),
        )
        .optional(),
    }),
  ),
});

/** The rows of an InfluxDB answer by column name, its tags beside them. Throws with the store's words when it refused. */
export function rowsOf(body: Uint8Array): readonly Readonly<Record<string, unknown>>[] {
  const answer: unknown = JSON.parse(new TextDecoder().decode(body));
  const failure = z.object({ error: z.string() }).safeParse(answer);
  if (failure.success) throw new AppError("query-invalid", failure.data.error);
  const rows: Record<string, unknown>[] = [];
  for (const result of answerSchema.parse(answer).results) {
    if (result.error !== undefined) throw new AppError("query-invalid", result.error);
    for (const { tags, columns, values } of result.series ?? []) {
      for (const value of values) {
        rows.push({ ...tags, ...Object.fromEntries(columns.map((column, index) => [column, value[index]])) });
      }
    }
  }
  return rows;
}
