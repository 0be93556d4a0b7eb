import type { StoredEvent } from "../../core/ports/store.ts";
import type { EpochMs } from "../../core/time.ts";
import { type MeasurementName, measurements } from "../measurements.ts";

/** One row of a measurement other than `reading`: tags and fields in the order in which `measurements` names them. */
export interface EventRow {
  readonly measurement: Exclude<MeasurementName, "reading">;
  readonly time: EpochMs;
  readonly tags: readonly string[];
  readonly fields: readonly (string | number | boolean | null)[];
}

/** The row an event becomes; undefined for events that are no rows of their own. */
export function eventRow({ region, site, event }: StoredEvent): EventRow | undefined {
  const time = event.at;
  const body = JSON.stringify(event);
  switch (event.kind) {
    case "alarm":
      return {
        measurement: "alarm",
        time,
        tags: [region, site, event.device, event.variable, event.condition, event.priority],
        fields: [event.to, event.actor ?? null, event.note ?? null, body],
      };
    case "decision":
      return {
        measurement: "decision",
        time,
        tags: [region, site, event.actuator],
        fields: [event.value, event.layer, event.reason, event.ruleVersion, JSON.stringify(event.inputs), body],
      };
    case "gap":
      return {
        measurement: "gap",
        time,
        tags: [region, site, event.device, event.variable],
        fields: [event.startAt, event.endAt, event.count, event.reason, event.estimated, body],
      };
    case "range":
      return {
        measurement: "range",
        time,
        tags: [region, site, event.device, event.variable],
        fields: [event.viableLow, event.viableHigh, event.healthyLow, event.healthyHigh, event.target, event.version],
      };
    case "boot-closed":
      return undefined;
  }
}

/** Text that is the same for two rows exactly when measurement, tags and time are. */
export function rowKey(row: Pick<EventRow, "measurement" | "tags" | "time">): string {
  return `${row.time}\u0000${row.measurement}\u0000${row.tags.join("\u0000")}`;
}

/**
 * Gives each row a time of its own: where measurement, tags and time are taken, a millisecond is added until they are not.
 * `taken` holds the keys of what is stored already, and from then on those of these rows.
 */
export function withFreeTimes(rows: readonly EventRow[], taken: Set<string>): EventRow[] {
  return rows.map((row) => {
    let placed = row;
    while (taken.has(rowKey(placed))) placed = { ...placed, time: placed.time + 1 };
    taken.add(rowKey(placed));
    return placed;
  });
}

/** The names of a row's columns after its time: tags, then fields. */
export function columnNames(measurement: EventRow["measurement"]): { tags: readonly string[]; fields: string[] } {
  const { tags, fields } = measurements[measurement];
  return { tags, fields: Object.keys(fields) };
}
