import { measurements } from "../../measurements.ts";
import { columnNames, type EventRow, rowKey } from "../event-rows.ts";
import { readSeries } from "./series-answer.ts";

/** Events that lie this close together are looked up together, ms. */
const nearBy = 60_000;

/** So far behind the last event of a stretch its row may come to lie, ms; there is room for as many events of one moment. */
const reach = 1_000;

/** Asks the store one query, times in ms. */
export type Ask = (text: string) => Promise<Uint8Array>;

/**
 * Gives event rows times of their own: where measurement, tags and time hold another event, a millisecond is added until they
 * hold none, or this very one. So an event that is written again comes to lie where it was.
 */
export async function placeEvents(rows: readonly EventRow[], ask: Ask): Promise<readonly EventRow[]> {
  const held = new Map<string, string>();
  for (const stretch of stretchesOf(rows)) {
    for (const row of await heldRows(stretch, ask)) held.set(rowKey(row), fieldsKey(row));
  }
  return rows.map((row) => {
    let placed = row;
    const fields = fieldsKey(row);
    for (let there = held.get(rowKey(placed)); there !== undefined && there !== fields; ) {
      placed = { ...placed, time: placed.time + 1 };
      there = held.get(rowKey(placed));
    }
    held.set(rowKey(placed), fields);
    return placed;
  });
}

interface Stretch {
  readonly measurement: EventRow["measurement"];
  readonly from: number;
  to: number;
}

function stretchesOf(rows: readonly EventRow[]): readonly Stretch[] {
  const open = new Map<string, Stretch>();
  const all: Stretch[] = [];
  for (const { measurement, time } of [...rows].sort((a, b) => a.time - b.time)) {
    const last = open.get(measurement);
    if (last !== undefined && time - last.to <= nearBy) {
      last.to = time;
      continue;
    }
    const stretch = { measurement, from: time, to: time };
    open.set(measurement, stretch);
    all.push(stretch);
  }
  return all;
}

async function heldRows({ measurement, from, to }: Stretch, ask: Ask): Promise<readonly EventRow[]> {
  const { tags, fields } = columnNames(measurement);
  const names = fields.map((name) => `"${name}"`).join(", ");
  const where = `time >= ${from}ms AND time <= ${to + reach}ms`;
  const answer = readSeries(await ask(`SELECT ${names} FROM "${measurement}" WHERE ${where} GROUP BY *`));
  return answer.flatMap(({ tags: present = {}, values }) =>
    values.map(([time, ...cells]) => ({
      measurement,
      time: Number(time),
      tags: tags.map((name) => present[name] ?? ""),
      fields: cells,
    })),
  );
}

function fieldsKey({ measurement, fields }: EventRow): string {
  const count = Object.keys(measurements[measurement].fields).length;
  return JSON.stringify(Array.from({ length: count }, (_, index) => fields[index] ?? null));
}
