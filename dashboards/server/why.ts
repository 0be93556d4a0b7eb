import { letterOf } from "../../core/alarm-letter.ts";
import type { EpochMs } from "../../core/time.ts";
import { type AlarmEvent, type DecisionEvent, eventSchema, type WireEvent } from "../../core/wire/events.ts";

/** Asks the store: one InfluxQL statement, answered as rows by column name. */
export type Ask = (influxql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** The records behind one alarm, actuator or variable, newest first, and what they say in words. */
export interface Explanation {
  readonly subject: string;
  readonly records: readonly WireEvent[];
  readonly words: readonly string[];
}

const mostRecords = 20;

/** Of which site (undefined: whichever has it), as it stood when (epoch ms; null is now). */
export interface WhyAsked {
  readonly site?: string | undefined;
  readonly at?: EpochMs | null | undefined;
}

/**
 * Explains an alarm (`pump-1.pump-failed`), an actuator (`pump-1`) or a variable (`site/level-inside`) as it stood at a time,
 * from the stored records alone.
 */
export async function why(subject: string, { site, at = null }: WhyAsked, ask: Ask): Promise<Explanation> {
  const ofSite = site === undefined ? "" : ` AND site = ${quoted(site)}`;
  const until = `${ofSite}${at === null ? "" : ` AND time <= ${Math.floor(at)}ms`}`;
  const ids = parts(subject);
  const alarms = ids.condition === undefined && ids.variable === undefined ? [] : await alarmRecords(ids, until, ask);
  const decisions = await decisionRecords(subject, until, ask);
  return explanationOf(subject, [...alarms, ...decisions]);
}

/** The newest of these records, and what they say. */
export function explanationOf(subject: string, found: readonly WireEvent[]): Explanation {
  const records = [...found].sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1)).slice(0, mostRecords);
  return { subject, records, words: records.map(inWords) };
}

interface Subject {
  readonly device: string;
  readonly variable: string | undefined;
  readonly condition: string | undefined;
}

/** A key's parts: `device.variable.alarm`, `actuator.alarm`, or a path `device/variable`. */
function parts(subject: string): Subject {
  const slash = subject.split("/");
  if (slash.length === 2) return { device: slash[0] ?? "", variable: slash[1], condition: undefined };
  const dots = subject.split(".");
  const condition = dots.length > 1 ? dots.at(-1) : undefined;
  return { device: dots[0] ?? "", variable: dots.length > 2 ? dots[1] : undefined, condition };
}

async function alarmRecords({ device, variable, condition }: Subject, until: string, ask: Ask): Promise<AlarmEvent[]> {
  const tags: readonly (readonly [string, string | undefined])[] = [
    ["device", device],
    ["variable", variable],
    ["condition", condition],
  ];
  const where = tags
    .filter(([, value]) => value !== undefined)
    .map(([tag, value]) => `"${tag}" = ${quoted(value ?? "")}`);
  const rows = await ask(
    `SELECT body FROM alarm WHERE ${where.join(" AND ")}${until} ORDER BY time DESC LIMIT ${mostRecords}`,
  );
  return rows.map(bodyOf).filter((event): event is AlarmEvent => event?.kind === "alarm");
}

async function decisionRecords(subject: string, until: string, ask: Ask): Promise<DecisionEvent[]> {
  const where = `actuator = ${quoted(subject)}`;
  const rows = await ask(`SELECT body FROM decision WHERE ${where}${until} ORDER BY time DESC LIMIT ${mostRecords}`);
  return rows.map(bodyOf).filter((event): event is DecisionEvent => event?.kind === "decision");
}

/** A string literal of InfluxQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** The event a stored row carries; undefined when its body is not one. */
export function bodyOf(row: Readonly<Record<string, unknown>>): WireEvent | undefined {
  try {
    const parsed = eventSchema.safeParse(JSON.parse(String(row["body"])));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** One record as a sentence or two, with what was known when it was made. */
export function inWords(event: WireEvent): string {
  const time = new Date(event.at).toISOString();
  if (event.kind === "alarm") return `${time} ${alarmWords(event)}`;
  if (event.kind === "decision") return `${time} ${decisionWords(event)}`;
  return `${time} ${event.kind}`;
}

function alarmWords(event: AlarmEvent): string {
  const { key, priority, from, to, transition, quality, actor, note, shelved } = event;
  const value = event.value === null ? "without a value" : `at ${rounded(event.value)}`;
  const limit = event.limit === null ? "" : ` (limit ${event.limit})`;
  const by = actor === undefined ? "" : ` by ${actor}`;
  const said = note === undefined || transition === "shelve" ? "" : `: ${note}`;
  const change = from === to ? `stays ${to}` : `went from ${from} to ${to}`;
  const letter = letterOf(to, shelved);
  return `alarm ${key} (${priority}) ${change}, state ${letter}: ${transition}${by}, ${value}${limit}, quality ${quality}${said}${shelvedWords(event)}`;
}

function shelvedWords({ shelved }: AlarmEvent): string {
  if (shelved === undefined) return "";
  const { by, reason, until, oneShot, occurred } = shelved;
  const end = oneShot
    ? `until it clears, ${new Date(until).toISOString()} at the latest`
    : `until ${new Date(until).toISOString()}`;
  return `; shelved by ${by} ${end}: ${reason}${occurred === 0 ? "" : `; raised while hidden: ${occurred}`}`;
}

function decisionWords(event: DecisionEvent): string {
  const inputs = event.inputs.map(
    ({ path, value, quality, age }) =>
      `${path} = ${value === null ? "no value" : rounded(value)} (${quality}, ${seconds(age)} old)`,
  );
  const refused = event.refused.map(
    ({ layer, value, by }) => `${layer} wanted ${wanted(value, event.unit)}, refused by ${by}`,
  );
  const because = inputs.length === 0 ? "" : `; inputs: ${inputs.join(", ")}`;
  const instead = refused.length === 0 ? "" : `; refused: ${refused.join("; ")}`;
  return `${event.actuator}: ${orderWords(event)}, decided by ${event.layer} because ${event.reason} (rules ${event.ruleVersion})${because}${instead}`;
}

/** What was commanded: a drive runs at so many per cent; what has a setpoint charges, or with a negative one discharges. */
function orderWords({ value, unit }: Pick<DecisionEvent, "value" | "unit">): string {
  if (value === null) return "no command";
  if (value === 0) return "stop";
  if (unit === undefined) return `run at ${value} %`;
  return `${value > 0 ? "charge" : "discharge"} at ${Math.abs(value)} ${unit}`;
}

function wanted(value: number | null, unit: string | undefined): string {
  if (value === null) return "nothing";
  return unit === undefined ? String(value) : `${value} ${unit}`;
}

/** No more digits than somebody reads; the record has them all. */
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
