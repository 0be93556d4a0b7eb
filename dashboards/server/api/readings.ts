import { z } from "zod";
import { route } from "../route.ts";
import { seriesAnswer } from "./answers.ts";
import { epochMs, variablePath, variablePaths } from "./fields.ts";

const read = { method: "GET", least: "observer", cost: "heavy" } as const;
const span = { from: epochMs, to: epochMs };
const forwards = ({ from, to }: { readonly from: number; readonly to: number }): boolean => from < to;

/** Readings for a chart. */
export const seriesRoute = route({
  ...read,
  path: "/api/v1/series",
  words:
    "Readings for a chart of so many pixels: as stored where there are few, else least, greatest and mean of buckets.",
  query: z
    .strictObject({ v: variablePaths, ...span, points: z.coerce.number().int().min(1).max(4000).default(1000) })
    .refine(forwards, "from: before to"),
  answer: seriesAnswer,
});

/** Readings for a spreadsheet. */
export const csvRoute = route({
  ...read,
  path: "/api/v1/series.csv",
  words: "The readings of one variable as stored, as CSV.",
  query: z.strictObject({ v: variablePath, ...span }).refine(forwards, "from: before to"),
  answer: "text/csv",
});
