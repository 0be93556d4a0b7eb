import type {
  Condition,
  Fill,
  SelectColumn,
  SelectStatement,
  ShowStatement,
  Source,
  Statement,
  TimeRange,
} from "./ast.ts";

/** Writes statements as a query that parses to the same statements. */
export function printQuery(statements: readonly Statement[]): string {
  return statements
    .map((statement) => (statement.kind === "select" ? printSelect(statement) : printShow(statement)))
    .join("; ");
}

function escaped(text: string, quote: string): string {
  return quote + text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`).replaceAll("\n", "\\n") + quote;
}

const name = (text: string): string => escaped(text, '"');
const starOrName = (text: string): string => (text === "*" ? "*" : name(text));

function printSelect(statement: SelectStatement): string {
  return [
    `SELECT ${statement.columns.map(printColumn).join(", ")}`,
    `FROM ${printFrom(statement, statement.measurement)}`,
    ...printWhere(statement.where, statement.time),
    ...printGroups(statement),
    ...printFill(statement.fill),
    ...(statement.descending ? ["ORDER BY time DESC"] : []),
    ...printCount("LIMIT", statement.limit),
    ...printCount("OFFSET", statement.rowOffset),
    ...printCount("SLIMIT", statement.seriesLimit),
    ...printCount("SOFFSET", statement.seriesOffset),
  ].join(" ");
}

function printColumn({ aggregate, field, alias }: SelectColumn): string {
  const what = aggregate === null ? starOrName(field) : `${aggregate}(${starOrName(field)})`;
  return alias === null ? what : `${what} AS ${name(alias)}`;
}

function printFrom({ database, policy }: Source, measurement: string): string {
  if (database === null) return (policy === null ? "" : `${name(policy)}.`) + name(measurement);
  return `${name(database)}.${policy === null ? "" : name(policy)}.${name(measurement)}`;
}

function printWhere(where: Condition | null, time: TimeRange | null): readonly string[] {
  const bounds = time === null ? [] : printTime(time);
  const condition = where === null ? [] : [bounds.length > 0 ? inside("and", where) : printCondition(where)];
  const parts = [...condition, ...bounds];
  return parts.length === 0 ? [] : [`WHERE ${parts.join(" AND ")}`];
}

function printTime({ from, to, lead }: TimeRange): readonly string[] {
  const first = from === null ? [] : [`time >= ${BigInt(from) * 1_000_000n - BigInt(lead)}`];
  return to === null ? first : [...first, `time < ${to}ms`];
}

function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case "and":
    case "or": {
      const { kind, left, right } = condition;
      const second = right.kind === kind ? `(${printCondition(right)})` : inside(kind, right);
      return `${inside(kind, left)} ${kind.toUpperCase()} ${second}`;
    }
    case "compare":
      return `${name(condition.key)} ${condition.operator} ${escaped(condition.value, "'")}`;
    case "match":
      return `${name(condition.key)} ${condition.operator} /${condition.pattern.replaceAll("/", "\\/")}/`;
  }
}

/** A condition as a part of another: AND binds closer, so only an OR inside an AND takes parentheses. */
function inside(outer: "and" | "or", condition: Condition): string {
  const text = printCondition(condition);
  return outer === "and" && condition.kind === "or" ? `(${text})` : text;
}

function printGroups({ groupTags, interval, offset }: SelectStatement): readonly string[] {
  const time = interval === null ? [] : [offset === 0 ? `time(${interval}ms)` : `time(${interval}ms, ${offset}ms)`];
  const groups = [...time, ...groupTags.map(starOrName)];
  return groups.length === 0 ? [] : [`GROUP BY ${groups.join(", ")}`];
}

function printFill(fill: Fill): readonly string[] {
  if (fill.kind === "null") return [];
  return [`fill(${fill.kind === "value" ? fill.value : fill.kind})`];
}

function printCount(keyword: string, count: number | null): readonly string[] {
  return count === null || count === 0 ? [] : [`${keyword} ${count}`];
}

const showWords: Readonly<Record<ShowStatement["what"], string>> = {
  measurements: "MEASUREMENTS",
  "tag-keys": "TAG KEYS",
  "tag-values": "TAG VALUES",
  "field-keys": "FIELD KEYS",
  databases: "DATABASES",
  "retention-policies": "RETENTION POLICIES",
};

function printShow(statement: ShowStatement): string {
  return [
    `SHOW ${showWords[statement.what]}`,
    ...printShowSource(statement),
    ...(statement.what === "tag-values" ? [`WITH KEY IN (${statement.keys.map(name).join(", ")})`] : []),
    ...printWhere(statement.where, null),
    ...printCount("LIMIT", statement.limit),
    ...printCount("OFFSET", statement.rowOffset),
  ].join(" ");
}

function printShowSource({ what, database, policy, measurement }: ShowStatement): readonly string[] {
  const on = database === null ? [] : [`ON ${name(database)}`];
  if (measurement === null) return on;
  if (what === "measurements") return [...on, `WITH MEASUREMENT = ${name(measurement)}`];
  return policy === null
    ? [...on, `FROM ${name(measurement)}`]
    : [`FROM ${printFrom({ database, policy }, measurement)}`];
}
