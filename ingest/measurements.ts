/** The type of a field, in InfluxDB's words. Integers are 64-bit whole numbers. */
export type FieldType = "float" | "integer" | "string" | "boolean";

/** One measurement: what identifies a series (tags) and what a row of it can carry (fields). */
export interface Measurement {
  readonly tags: readonly string[];
  readonly fields: Readonly<Record<string, FieldType>>;
}

const float = "float";
const integer = "integer";
const string = "string";
const boolean = "boolean";

/**
 * Every measurement of every store, declared once: the stores write these columns, the query planner types by them.
 * Each row also has a time in epoch milliseconds. A tag without a value is the empty text.
 */
export const measurements = {
  reading: {
    tags: ["region", "site", "device", "variable", "commons"],
    fields: { value: float, quality: integer, reason: string, origin: string, received: integer },
  },
  alarm: {
    tags: ["region", "site", "device", "variable", "condition", "priority"],
    fields: { state: string, actor: string, note: string, body: string },
  },
  /** A closed alarm, at the time of its onset: from when to when the condition held. */
  alarm_span: {
    tags: ["region", "site", "device", "variable", "condition", "priority"],
    fields: { end_at: integer, length: integer },
  },
  decision: {
    tags: ["region", "site", "actuator"],
    fields: { value: float, layer: string, reason: string, rule_version: string, inputs: string, body: string },
  },
  gap: {
    tags: ["region", "site", "device", "variable"],
    fields: { start_at: integer, end_at: integer, count: integer, reason: string, estimated: boolean, body: string },
  },
  range: {
    tags: ["region", "site", "device", "variable"],
    fields: {
      viable_low: float,
      viable_high: float,
      healthy_low: float,
      healthy_high: float,
      target: float,
      version: string,
    },
  },
  /** Shares, from 0 to 1, of a site's variables with an agreed range; `worst` is the least margin. */
  viability: {
    tags: ["region", "site", "commons"],
    fields: { outside: float, unknown: float, worst: float, body: string },
  },
} as const satisfies Readonly<Record<string, Measurement>>;

/** One of our measurements, by name. */
export type MeasurementName = keyof typeof measurements;

/** The measurement of this name; undefined when there is none. */
export function measurementNamed(name: string): Measurement | undefined {
  return Object.hasOwn(measurements, name) ? measurements[name as MeasurementName] : undefined;
}
