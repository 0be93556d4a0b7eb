import type { StoredEvent } from "../../core/ports/store.ts";
import type { EpochMs } from "../../core/time.ts";
import type { AlarmEvent } from "../../core/wire/events.ts";
import { type MeasurementName, measurements } from "../measurements.ts";

/** One row of a measurement other than `reading`: tags and fields in the order in which `measurements` names them. */
export interface EventRow {
  readonly measurement: Exclude<MeasurementName, "reading">;
  readonly time: EpochMs;
  readonly tags: readonly string[];
  readonly fields: readonly (string | number | boolean | null)[];
}

/** The rows an event becomes; none for events that only close numbers. */
export function eventRows(stored: StoredEvent): readonly EventRow[] {
  if (stored.event.kind === "alarm") return alarmRows(stored, stored.event);
  const row = plainRow(stored);
  return row === undefined ? [] : [row];
}

/** A transition; and the span of the alarm once its condition is gone. */
function alarmRows({ region, site }: StoredEvent, event: AlarmEvent): readonly EventRow[] {
  const { at, onset } = event;
  const tags = [region, site, event.device, event.variable, event.condition, event.priority];
  const state = event.shelved === undefined ? event.to : "shelved";
  const fields = [state, event.actor ?? null, event.note ?? null, JSON.stringify(event)];
  const transition: EventRow = { measurement: "alarm", time: at, tags, fields };
  if (event.transition !== "clear") return [transition];
  return [transition, { measurement: "alarm_span", time: onset, tags, fields: [at, at - onset] }];
}

function plainRow({ region, site, event }: StoredEvent): EventRow | undefined {
  const time = event.at;
  const body = JSON.stringify(event);
  switch (event.kind) {
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
    case "viability": {
      const { commons, variables, outside, unknown, worst } = event;
      const fields = [outside / variables, unknown / variables, worst[0]?.margin ?? null, body];
      return { measurement: "viability", time, tags: [region, site, commons], fields };
    }
    case "alarm":
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
