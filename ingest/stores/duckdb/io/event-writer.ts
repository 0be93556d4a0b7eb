import type { DuckDBConnection } from "@duckdb/node-api";
import { BIGINT, BOOLEAN, DOUBLE, type DuckDBValue, VARCHAR } from "@duckdb/node-api";
import { type FieldType, type Measurement, measurements } from "../../../measurements.ts";
import { type EventRow, rowKey, withFreeTimes } from "../../event-rows.ts";

const types = { float: DOUBLE, integer: BIGINT, string: VARCHAR, boolean: BOOLEAN } as const satisfies Record<
  FieldType,
  unknown
>;

/** Appends event rows inside the caller's transaction, each at a time of its own. */
export async function writeEvents(connection: DuckDBConnection, rows: readonly EventRow[]): Promise<void> {
  for (const [name, group] of groupRows(rows)) {
    const taken = await takenKeys(connection, name, group);
    await append(connection, name, withFreeTimes(group, taken));
  }
}

function groupRows(rows: readonly EventRow[]): Map<EventRow["measurement"], EventRow[]> {
  const groups = new Map<EventRow["measurement"], EventRow[]>();
  for (const row of rows) {
    const group = groups.get(row.measurement);
    if (group === undefined) groups.set(row.measurement, [row]);
    else group.push(row);
  }
  return groups;
}

/** No series of events has a row in every millisecond of this long, so a row that must move finds its place within it. */
const longestMove = 60_000;

/** What is stored already where these rows could come to stand. */
async function takenKeys(
  connection: DuckDBConnection,
  measurement: EventRow["measurement"],
  rows: readonly EventRow[],
): Promise<Set<string>> {
  const { tags }: Measurement = measurements[measurement];
  const first = rows.reduce((least, row) => Math.min(least, row.time), Number.POSITIVE_INFINITY);
  const last = rows.reduce((most, row) => Math.max(most, row.time), 0);
  const columns = tags.map((tag) => `"${tag}"`).join(", ");
  const stored = await connection.runAndReadAll(
    `SELECT time, ${columns} FROM "${measurement}" WHERE time BETWEEN ${first} AND ${last + longestMove}`,
  );
  return new Set(
    stored
      .getRowsJS()
      .map(([time, ...values]) => rowKey({ measurement, time: Number(time), tags: values.map(String) })),
  );
}

async function append(
  connection: DuckDBConnection,
  measurement: EventRow["measurement"],
  rows: readonly EventRow[],
): Promise<void> {
  const { fields }: Measurement = measurements[measurement];
  const fieldTypes = Object.values(fields);
  const appender = await connection.createAppender(measurement);
  for (const row of rows) {
    appender.appendBigInt(BigInt(row.time));
    for (const tag of row.tags) appender.appendVarchar(tag);
    fieldTypes.forEach((type, index) => {
      const value = row.fields[index] ?? null;
      appender.appendValue(storedValue(value, type), types[type]);
    });
    appender.endRow();
  }
  appender.flushSync();
  appender.closeSync();
}

function storedValue(value: EventRow["fields"][number], type: FieldType): DuckDBValue {
  return type === "integer" && typeof value === "number" ? BigInt(value) : value;
}
