import { z } from "zod";
import { bootPattern, idPattern } from "../ids.ts";

/** Longest own message accepted, bytes. */
export const longestMessage = 262_144;

const epochMs = z.number().int().nonnegative();
const count = z.number().int().nonnegative();
const range = z.tuple([count, count]).describe("[first, last] sequence, both inside");
const bootText = z.string().regex(bootPattern);
const id = z.string().regex(idPattern);
const quality = z.enum(["good", "uncertain", "bad"]);

/** What ingest has made durable of one boot. `refused` counts as durable and has its gap record. */
const durableRanges = z.strictObject({
  durable: z.array(range).max(64),
  /** Highest sequence seen on the live lane since the last birth; -1 before the first. */
  seen: z.number().int().min(-1),
  refused: z.array(z.tuple([count, count, z.string().max(200)])),
});

/** `stored`: the end-to-end acknowledgement. Cumulative; a raised generation means that the store has forgotten. */
export const storedSchema = z.strictObject({
  ingest: id,
  generation: count,
  boots: z.record(bootText, durableRanges.extend({ events: durableRanges })),
});
export type Stored = z.infer<typeof storedSchema>;

const commonEvent = { at: epochMs, id: z.string().max(80) };

/** The states of an alarm (docs/alarm-philosophy.md). */
export const alarmStates = [
  "normal",
  "unacknowledged",
  "acknowledged",
  "rtnUnacknowledged",
  "latchedUnacknowledged",
  "latchedAcknowledged",
] as const;
export type AlarmStateName = (typeof alarmStates)[number];
/** The priorities of alarms, the most urgent first. */
export const priorities = ["critical", "high", "medium", "low"] as const;
export type Priority = (typeof priorities)[number];

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
  transition: z.enum(["raise", "acknowledge", "clear", "reRaise", "reAlarm", "reset"]),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  quality,
  onset: epochMs.describe("when the condition began to hold"),
  actor: z.string().max(80).optional(),
  note: z.string().max(500).optional(),
  decision: z.string().max(80).optional().describe("id of the decision record that explains it"),
});

/** Why an actuator was commanded, or why something changed: inputs, alternatives and what refused them. */
const decisionEvent = z.strictObject({
  ...commonEvent,
  kind: z.literal("decision"),
  actuator: z.string().describe("actuator id, or the alarm's key when it explains a transition"),
  value: z.number().nullable().describe("commanded speed in %, 0 stopped; null where nothing was commanded"),
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
  bootClosedEvent,
]);
export type WireEvent = z.infer<typeof eventSchema>;
export type AlarmEvent = z.infer<typeof alarmEvent>;
export type DecisionEvent = z.infer<typeof decisionEvent>;
export type GapEvent = z.infer<typeof gapEvent>;
export type RangeEvent = z.infer<typeof rangeEvent>;

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

/** One line of the alarm digest. */
const standingAlarm = z.strictObject({
  key: z.string(),
  device: z.string(),
  variable: z.string(),
  condition: z.string(),
  priority: z.enum(priorities),
  state: z.enum(alarmStates),
  onset: epochMs,
  since: epochMs.describe("when it entered this state"),
  eventId: z.string(),
  value: z.number().nullable(),
  response: z.string(),
  acknowledgedBy: z.string().optional(),
});
export type StandingAlarm = z.infer<typeof standingAlarm>;

/** `alarms`, retained: every alarm of a site that is not normal. */
export const alarmDigestSchema = z.strictObject({
  boot: bootText,
  revision: count,
  at: epochMs,
  alarms: z.array(standingAlarm).max(2000),
});
export type AlarmDigest = z.infer<typeof alarmDigestSchema>;

/** `nonce`, every 5 s: what a fresh command quotes. */
export const nonceSchema = z.strictObject({ boot: bootText, nonce: z.string().regex(/^[0-9a-f]{32}$/) });
export type Nonce = z.infer<typeof nonceSchema>;

/** A command, carried in a signed envelope of type `command`. */
export const commandSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16,32}$/),
  region: id,
  site: z.string(),
  actor: z.string().min(1).max(80),
  boot: bootText,
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  order: z.discriminatedUnion("purpose", [
    z.strictObject({
      purpose: z.literal("override"),
      actuator: id,
      value: z.number().describe("speed in %, 0 = stop"),
      leaseMs: z.number().int().min(1000).max(86_400_000),
      reason: z.string().min(1).max(500),
    }),
    z.strictObject({ purpose: z.literal("release"), actuator: id }),
    z.strictObject({
      purpose: z.literal("acknowledge"),
      key: z.string(),
      eventId: z.string(),
      note: z.string().max(500).optional(),
    }),
    z.strictObject({ purpose: z.literal("reset"), key: z.string() }),
  ]),
});
export type Command = z.infer<typeof commandSchema>;

/** Why the gateway refused a command. */
export const refusals = [
  "bad-signature",
  "not-authorised",
  "wrong-site",
  "stale-nonce",
  "replayed",
  "unknown-target",
  "outside-limits",
  "interlocked",
  "local-mode",
  "minimum-off-time",
  "starts-per-hour",
  "event-superseded",
  "not-active",
  "malformed",
] as const;

/** `command/{id}/result`, in a signed envelope of type `result`. Executed is said only after read-back. */
export const resultSchema = z.strictObject({
  id: z.string(),
  state: z.enum(["accepted", "executing", "executed", "superseded", "refused", "unknown"]),
  refusal: z.enum(refusals).optional(),
  detail: z.string().max(400).optional(),
  at: epochMs,
});
export type CommandResult = z.infer<typeof resultSchema>;

/** `presence`, retained, with an offline will. */
export const presenceSchema = z.strictObject({ online: z.boolean(), boot: bootText, at: epochMs });

/** `definition/{hash}`: what the numbers of a message mean; the hash is over its canonical text. */
export const definitionSchema = z.strictObject({
  site: id,
  variables: z.array(
    z.strictObject({
      device: id,
      variable: id,
      type: z.enum(["Double", "Boolean"]),
      unit: z.string(),
      commons: z.string(),
      name: z.string().max(80).optional(),
    }),
  ),
  /** What can be commanded, for those who show it. */
  actuators: z
    .array(z.strictObject({ actuator: id, device: z.string(), name: z.string().max(80), speed: z.boolean() }))
    .optional(),
});
export type Definition = z.infer<typeof definitionSchema>;
