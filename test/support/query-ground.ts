import { type FieldType, type Measurement, type MeasurementName, measurements } from "../../ingest/measurements.ts";
import type { MeasuredRow } from "./influxd.ts";

/** What queries may ask of some rows: generated queries name series, times and tags that exist (and now and then do not). */
export interface Ground {
  readonly name: MeasurementName;
  readonly schema: Measurement;
  readonly times: readonly number[];
  readonly first: number;
  readonly last: number;
  readonly tagValues: Readonly<Record<string, readonly string[]>>;
  /** Whole series, to ask for one alone. */
  readonly series: readonly Readonly<Record<string, string>>[];
  /** Fields and their types; those that many rows have stand there several times, to be asked more often. */
  readonly fields: readonly (readonly [string, FieldType])[];
  /** Series share moments, and the peer leaves open which of their points comes first. */
  readonly open: boolean;
}

/** What queries may ask of the rows of one measurement. */
export function groundOf(rows: readonly MeasuredRow[], name: MeasurementName, tiesDefined: boolean): Ground {
  const mine = rows.filter(({ measurement }) => (measurement ?? "reading") === name);
  const schema: Measurement = measurements[name];
  const times = mine.map(({ time }) => time);
  const values = (tag: string): string[] => [...new Set(mine.map(({ tags }) => tags[tag] ?? ""))];
  return {
    name,
    schema,
    times,
    first: times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    last: times.reduce((a, b) => Math.max(a, b), 0),
    tagValues: Object.fromEntries(schema.tags.map((tag) => [tag, values(tag)])),
    series: [...new Set(mine.map(({ tags }) => JSON.stringify(tags)))].map((text) => JSON.parse(text)),
    fields: Object.entries(schema.fields).flatMap((entry) => {
      const share = mine.filter(({ fields }) => (fields[entry[0]] ?? null) !== null).length / mine.length;
      return Array.from({ length: 1 + Math.round(8 * share) }, () => entry);
    }),
    open: !tiesDefined && new Set(times).size < times.length,
  };
}
