import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import { faultText } from "../../core/influxql/fault.ts";
import { parseQuery } from "../../core/influxql/parser.ts";
import { type Measurement, type MeasurementName, measurements } from "../../ingest/measurements.ts";
import { answerFromRows, type QueryRequest } from "../../ingest/query/answer.ts";
import type { RunLimits } from "../../ingest/query/day-runs.ts";
import { answerFromDuckdb } from "../../ingest/query/io/duckdb.ts";
import { defaultLimits } from "../../ingest/query/table.ts";
import {
  baseTables,
  createReadingTable,
  dayOf,
  eventMeasurements,
  readingTable,
} from "../../ingest/stores/duckdb/schema.ts";
import type { InfluxResult, MeasuredRow } from "./influxd.ts";

/** Something that answers a query text as InfluxDB would. */
export interface QueryStore {
  query(text: string, now: number): Promise<readonly InfluxResult[]>;
  close(): void | Promise<void>;
}

async function results(
  text: string,
  now: number,
  answer: (request: QueryRequest) => Promise<Uint8Array>,
): Promise<readonly InfluxResult[]> {
  const parsed = parseQuery(text, now);
  if (!parsed.ok) throw new Error(faultText(text, parsed.error));
  const all: InfluxResult[] = [];
  for (const statement of parsed.value) {
    const bytes = await answer({ statement, precision: "ms", limits: defaultLimits });
    const series = JSON.parse(new TextDecoder().decode(bytes));
    all.push(series.length === 0 ? {} : { series });
  }
  return all;
}

/** The reference evaluator over rows in memory. */
export function rowStore(rows: readonly MeasuredRow[]): QueryStore {
  const source = { rows: (name: MeasurementName) => rows.filter((row) => (row.measurement ?? "reading") === name) };
  return {
    query: (text, now) => results(text, now, (request) => answerFromRows(request, source)),
    close: () => undefined,
  };
}

/** A DuckDB in memory with the tables of the embedded store; `runs` says how much one statement may read, when not the usual. */
export async function duckdbStore(rows: readonly MeasuredRow[], runs?: RunLimits): Promise<QueryStore> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2", enable_external_access: "false" });
  const connection = await instance.connect();
  for (const statement of baseTables) await connection.run(statement);
  const readings = rows.filter(({ measurement }) => (measurement ?? "reading") === "reading");
  const days = await loadReadings(connection, readings);
  for (const name of eventMeasurements) {
    await loadEvents(
      connection,
      name,
      rows.filter(({ measurement }) => measurement === name),
    );
  }
  const asked = { days, ...(runs === undefined ? {} : { runs }) };
  return {
    query: (text, now) => results(text, now, (request) => answerFromDuckdb(connection, request, asked)),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function insert(
  connection: DuckDBConnection,
  table: string,
  list: readonly (readonly DuckDBValue[])[],
): Promise<void> {
  for (let start = 0; start < list.length; start += 500) {
    const some = list.slice(start, start + 500);
    const width = some[0]?.length ?? 0;
    const marks = some.map(
      (_, row) => `(${Array.from({ length: width }, (__, at) => `$${row * width + at + 1}`).join(",")})`,
    );
    await connection.run(`INSERT INTO "${table}" VALUES ${marks.join(",")}`, some.flat());
  }
}

async function loadReadings(connection: DuckDBConnection, rows: readonly MeasuredRow[]): Promise<readonly number[]> {
  const { tags } = measurements.reading;
  const ids = new Map<string, number>();
  const byDay = new Map<number, DuckDBValue[][]>();
  for (const { time, tags: row, fields } of rows) {
    const key = JSON.stringify(tags.map((tag) => row[tag] ?? ""));
    // Numbers of series say nothing about their order.
    if (!ids.has(key)) ids.set(key, (ids.size * 7919) % 10_007);
    const list = byDay.get(dayOf(time)) ?? [];
    const cells = ["value", "quality", "reason", "origin", "received"].map((field) => fields[field] ?? null);
    list.push([ids.get(key) ?? 0, time, ...cells]);
    byDay.set(dayOf(time), list);
  }
  await insert(
    connection,
    "series",
    [...ids].map(([key, id]) => [id, ...(JSON.parse(key) as string[])]),
  );
  for (const [day, list] of byDay) {
    await connection.run(createReadingTable(day));
    await insert(connection, readingTable(day), list);
  }
  return [...byDay.keys()];
}

async function loadEvents(
  connection: DuckDBConnection,
  name: Exclude<MeasurementName, "reading">,
  rows: readonly MeasuredRow[],
): Promise<void> {
  const { tags, fields }: Measurement = measurements[name];
  const list = rows.map((row) => [
    row.time,
    ...tags.map((tag) => row.tags[tag] ?? ""),
    ...Object.keys(fields).map((field) => row.fields[field] ?? null),
  ]);
  await insert(connection, name, list);
}
