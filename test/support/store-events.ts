import type { AlarmEvent, WireEvent } from "../../core/wire/events.ts";
import type { MeasurementName } from "../../ingest/measurements.ts";

/** When everything in the contract of stores happens. */
export const noon = Date.UTC(2025, 8, 12, 12);

const where = { device: "gauge", variable: "level" };
const cleared: AlarmEvent = {
  ...{ kind: "alarm", at: noon, id: "a1", key: "gauge.level.high", ...where, condition: "high", priority: "high" },
  ...{ from: "acknowledged", to: "normal", transition: "clear", value: -2.1, limit: -2, quality: "good" },
  ...{ onset: noon - 90_000, actor: "anna", note: 'it "rained" a lot' },
};
const alarmTags = { ...where, condition: "high", priority: "high" };

/** One event for every measurement but `reading`, and the row it must become there: its tags, its time and its fields. */
export const storedEvents: [MeasurementName, { event: WireEvent; tags: Record<string, string>; row: unknown[] }][] = [
  ["alarm", { event: cleared, tags: alarmTags, row: [noon, "normal", "anna", 'it "rained" a lot'] }],
  ["alarm_span", { event: cleared, tags: alarmTags, row: [noon - 90_000, noon, 90_000] }],
  [
    "decision",
    {
      event: {
        ...{ kind: "decision", at: noon, id: "d1", actuator: "pump-1", value: 66.5, layer: "homeostasis" },
        ...{ reason: "level above target", ruleVersion: "7", inputs: [], refused: [] },
      },
      tags: { actuator: "pump-1" },
      row: [noon, 66.5, "homeostasis", "level above target", "7", "[]"],
    },
  ],
  [
    "gap",
    {
      event: {
        ...{ kind: "gap", at: noon, id: "g1", ...where, startAt: noon - 5000, endAt: noon - 1, count: 12 },
        ...{ reason: "restart", estimated: true },
      },
      tags: where,
      row: [noon, noon - 5000, noon - 1, 12, "restart", true],
    },
  ],
  [
    "range",
    {
      event: {
        ...{ kind: "range", at: noon, id: "r1", ...where, viableLow: -2.65, viableHigh: null, healthyLow: -2.25 },
        ...{ healthyHigh: null, target: -2.2, version: "7" },
      },
      tags: where,
      row: [noon, -2.65, null, -2.25, null, -2.2, "7"],
    },
  ],
  [
    "viability",
    {
      event: {
        ...{ kind: "viability", at: noon, id: "v1", commons: "water", variables: 8, outside: 2, unknown: 1 },
        worst: [{ ...where, margin: -0.25 }],
      },
      tags: { commons: "water" },
      row: [noon, 0.25, 0.125, -0.25],
    },
  ],
];
