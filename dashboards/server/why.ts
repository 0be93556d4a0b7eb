import { type AlarmEvent, type DecisionEvent, eventSchema, type WireEvent } from "../../core/wire/messages.ts";

/** Asks the store: one InfluxQL statement, answered as rows by column name. */
export type Ask = (influxql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** The records behind one alarm, actuator or variable, newest first, and what they say in words. */
export interface Explanation {
  readonly subject: string;
  readonly records: readonly WireEvent[];
  readonly words: readonly string[];
}

const mostRecords = 20;

/**
 * Explains an alarm (`pump-1.pump-failed`), an actuator (`pump-1`) or a variable (`site/level-inside`) as it stood at a time
 * (epoch ms; null is now), from the stored records alone.
 */
export async function why(subject: string, at: number | null, ask: Ask): Promise<Explanation> {
  const until = at === null ? "" : ` AND time <= ${Math.floor(at)}ms`;
  const ids = parts(subject);
  const alarms = ids.condition === undefined && ids.variable === undefined ? [] : await alarmRecords(ids, until, ask);
  const decisions = await decisionRecords(subject, until, ask);
  const records = [...alarms, ...decisions].sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1)).slice(0, mostRecords);
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
  const value = event.value === null ? "without a value" : `at ${event.value}`;
  const limit = event.limit === null ? "" : ` (limit ${event.limit})`;
  const by = event.actor === undefined ? "" : ` by ${event.actor}`;
  const note = event.note === undefined ? "" : `: ${event.note}`;
  return `alarm ${event.key} (${event.priority}) went from ${event.from} to ${event.to}: ${event.transition}${by}, ${value}${limit}, quality ${event.quality}${note}`;
}

function decisionWords(event: DecisionEvent): string {
  const order = event.value === null ? "no command" : event.value === 0 ? "stop" : `run at ${event.value} %`;
  const inputs = event.inputs.map(
    ({ path, value, quality, age }) => `${path} = ${value ?? "no value"} (${quality}, ${seconds(age)} old)`,
  );
  const refused = event.refused.map(
    ({ layer, value, by }) => `${layer} wanted ${value ?? "nothing"}, refused by ${by}`,
  );
  const because = inputs.length === 0 ? "" : `; inputs: ${inputs.join(", ")}`;
  const instead = refused.length === 0 ? "" : `; refused: ${refused.join("; ")}`;
  return `${event.actuator}: ${order}, decided by ${event.layer} because ${event.reason} (rules ${event.ruleVersion})${because}${instead}`;
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
