import { z } from "zod";
import { alarmStates, priorities } from "./alarm-words.ts";
import { bootText, count, epochMs, id, quality } from "./fields.ts";
import { shelved } from "./shelved.ts";

const commonEvent = { at: epochMs, id: z.string().max(80) };

/** One transition of one alarm (docs/alarm-philosophy.md). `id` is what an acknowledge must quote. */
const alarmEvent = z.strictObject({
  ...commonEvent,
  kind: z.literal("alarm"),
  key: z.string().max(140),
  device: z.string(),
  variable: z.string(),
  condition: z.string().describe("the alarm's id in the site file"),
  priority: z.enum(priorities),
  from: z.enum(alarmStates),
  to: z.enum(alarmStates),
  transition: z.enum([
    "raise",
    "acknowledge",
    "clear",
    "reRaise",
    "reAlarm",
    "reset",
    "shelve",
    "shelvingEnds",
    "unshelve",
  ]),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  quality,
  onset: epochMs.describe("when the condition began to hold"),
  actor: z.string().max(80).optional(),
  note: z.string().max(500).optional(),
  decision: z.string().max(80).optional().describe("id of the decision record that explains it"),
  shelved: shelved.optional().describe("it is hidden after this transition"),
});

/** Why an actuator was commanded, or why something changed: inputs, alternatives and what refused them. */
const decisionEvent = z.strictObject({
  ...commonEvent,
  kind: z.literal("decision"),
  actuator: z.string().describe("actuator id, or the alarm's key when it explains a transition"),
  value: z
    .number()
    .nullable()
    .describe("commanded speed in %, or kW or A of a setpoint; 0 stopped; null where nothing was commanded"),
  unit: z.string().max(20).optional().describe("of the value and what was refused, for a setpoint; without it %"),
  layer: z.string(),
  reason: z.string().max(400),
  ruleVersion: z.string(),
  inputs: z.array(z.strictObject({ path: z.string(), value: z.number().nullable(), quality, age: z.number() })),
  refused: z.array(z.strictObject({ layer: z.string(), value: z.number().nullable(), by: z.string() })),
});

/** What was not measured, not kept or not accepted. `lo` and `hi` are sequences where it speaks of numbered readings. */
const gapEvent = z.strictObject({
  ...commonEvent,
  kind: z.literal("gap"),
  device: z.string(),
  variable: z.string(),
  startAt: epochMs,
  endAt: epochMs,
  count,
  reason: z.string().max(200),
  estimated: z.boolean(),
  boot: bootText.optional(),
  lo: count.optional(),
  hi: count.optional(),
});

/** The ranges in force of one variable: on change and every 5 min. */
const rangeEvent = z.strictObject({
  ...commonEvent,
  kind: z.literal("range"),
  device: z.string(),
  variable: z.string(),
  viableLow: z.number().nullable(),
  viableHigh: z.number().nullable(),
  healthyLow: z.number().nullable(),
  healthyHigh: z.number().nullable(),
  target: z.number().nullable(),
  version: z.string(),
});

/** How many of the worst margins a viability event names. */
export const worstMargins = 10;

/** How far a site is inside its agreed ranges, for one of its commons: every minute. */
const viabilityEvent = z.strictObject({
  ...commonEvent,
  kind: z.literal("viability"),
  commons: id,
  variables: count.min(1).describe("variables with an agreed range"),
  outside: count.describe("those of them outside their viable range"),
  unknown: count.describe("those of them that nothing is known of"),
  worst: z
    .array(z.strictObject({ device: z.string(), variable: z.string(), margin: z.number() }))
    .max(worstMargins)
    .describe("the least margins, the least first"),
});

/** The end of a boot: no sequence above these will ever come. */
const bootClosedEvent = z.strictObject({
  ...commonEvent,
  kind: z.literal("boot-closed"),
  boot: bootText,
  lastSeq: z.number().int().min(-1),
  lastEventSeq: z.number().int().min(-1),
});

/** One event of a site or region: what happened and why. */
export const eventSchema = z.discriminatedUnion("kind", [
  alarmEvent,
  decisionEvent,
  gapEvent,
  rangeEvent,
  viabilityEvent,
  bootClosedEvent,
]);
export type WireEvent = z.infer<typeof eventSchema>;
export type AlarmEvent = z.infer<typeof alarmEvent>;
export type DecisionEvent = z.infer<typeof decisionEvent>;
export type GapEvent = z.infer<typeof gapEvent>;
export type RangeEvent = z.infer<typeof rangeEvent>;
export type ViabilityEvent = z.infer<typeof viabilityEvent>;

/** `event`: numbered events of one boot; the same identity however often it is sent. */
export const eventMessageSchema = z.strictObject({
  v: z.literal(1),
  boot: bootText,
  firstSeq: count,
  count: z.number().int().min(1).max(1000),
  lane: z.enum(["live", "history"]),
  events: z.array(eventSchema).min(1).max(1000),
});
export type EventMessage = z.infer<typeof eventMessageSchema>;
