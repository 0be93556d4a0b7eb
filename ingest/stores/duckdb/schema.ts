import type { EpochMs } from "../../../core/time.ts";
import { type FieldType, type Measurement, measurements } from "../../measurements.ts";

const dayMs = 86_400_000;

const sqlTypes: Readonly<Record<FieldType, string>> = {
  float: "DOUBLE",
  integer: "BIGINT",
  string: "VARCHAR",
  boolean: "BOOLEAN",
};

/** The measurements that are kept in one table each; `reading` has a table per UTC day instead. */
export const eventMeasurements = ["alarm", "alarm_span", "decision", "gap", "range", "viability"] as const;
export type EventMeasurement = (typeof eventMeasurements)[number];

function eventTable(name: EventMeasurement): string {
  const { tags, fields }: Measurement = measurements[name];
  const columns = [
    "time BIGINT",
    ...tags.map((tag) => `"${tag}" VARCHAR`),
    ...Object.entries(fields).map(([field, type]) => `"${field}" ${sqlTypes[type]}`),
  ];
  return `CREATE TABLE IF NOT EXISTS "${name}" (${columns.join(", ")})`;
}

/** What every store file holds from the start. No primary keys: duplicates are kept out before the insert. */
export const baseTables: readonly string[] = [
  "CREATE TABLE IF NOT EXISTS meta (key VARCHAR, value VARCHAR)",
  "CREATE TABLE IF NOT EXISTS series (id INTEGER, region VARCHAR, site VARCHAR, device VARCHAR, variable VARCHAR, commons VARCHAR)",
  "CREATE TABLE IF NOT EXISTS register (region VARCHAR, site VARCHAR, boot VARCHAR, stream VARCHAR, lo BIGINT, hi BIGINT, refused VARCHAR)",
  ...eventMeasurements.map(eventTable),
];

/** The number of a UTC day, counted from 1970-01-01. */
export function dayOf(time: EpochMs): number {
  return Math.floor(time / dayMs);
}

/** The first millisecond of a UTC day. */
export function dayStart(day: number): EpochMs {
  return day * dayMs;
}

/** The name of the table that holds the readings measured on this UTC day: `reading_20250912`. */
export function readingTable(day: number): string {
  return `reading_${new Date(dayStart(day)).toISOString().slice(0, 10).replaceAll("-", "")}`;
}

/** The day of a reading table's name; undefined for any other table. */
export function readingTableDay(name: string): number | undefined {
  const match = /^reading_(\d{4})(\d{2})(\d{2})$/.exec(name);
  if (match === null) return undefined;
  return dayOf(Date.parse(`${match[1]}-${match[2]}-${match[3]}T00:00:00Z`));
}

/**
 * A day's readings. `series` points into table `series`; `time` and `received` are epoch ms; `quality` is 192, 64, 0 or
 * null where the message carried none.
 */
export function createReadingTable(day: number): string {
  return `CREATE TABLE IF NOT EXISTS ${readingTable(day)} (series INTEGER, time BIGINT, value DOUBLE, quality SMALLINT, reason VARCHAR, origin VARCHAR, received BIGINT)`;
}
