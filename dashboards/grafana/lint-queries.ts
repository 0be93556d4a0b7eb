import type { Condition, SelectStatement, Statement } from "../../core/influxql/ast.ts";
import { faultText } from "../../core/influxql/fault.ts";
import { parseQuery } from "../../core/influxql/parser.ts";
import { asSent } from "./macros.ts";

/** The tags and fields of each measurement of the store, by name. */
export type StoreSchema = Readonly<
  Record<string, { readonly tags: readonly string[]; readonly fields: Readonly<Record<string, unknown>> }>
>;

const moment = {
  from: 1_780_000_000_000,
  to: 1_780_086_400_000,
  interval: 60_000,
  variables: { region: ".*", site: ["a", "b"], main: ["a", "b"], variable: ".*", other: ["a"], actuator: ["a"] },
};

/** A query must parse once Grafana's macros are filled in, and ask only for what the store has. */
export function queryFaults(query: string, schema: StoreSchema): readonly string[] {
  const sent = asSent(query, moment);
  const parsed = parseQuery(sent, moment.to);
  if (!parsed.ok) return [faultText(sent, parsed.error)];
  return parsed.value.flatMap((statement) => nameFaults(statement, schema));
}

function nameFaults(statement: Statement, schema: StoreSchema): readonly string[] {
  const { measurement } = statement;
  const known = measurement === null ? undefined : schema[measurement];
  if (known === undefined) return [`there is no measurement ${measurement}`];
  const inCondition = keysIn(statement.where).filter((key) => !known.tags.includes(key));
  const others = statement.kind === "select" ? columnFaults(statement, known) : tagFaults(statement.keys, known.tags);
  return [...inCondition.map((key) => `${measurement} has no tag ${key}`), ...others];
}

function columnFaults(
  { columns: selected, groupTags, time, measurement }: SelectStatement,
  { tags, fields }: StoreSchema[string] & object,
): readonly string[] {
  const unknown = selected.filter(({ field }) => !(Object.hasOwn(fields, field) || tags.includes(field)));
  return [
    ...unknown.map(({ field }) => `${measurement} has no field ${field}`),
    ...tagFaults(groupTags, tags),
    ...(time.from === null || time.to === null ? ["it is not bound to the time shown"] : []),
  ];
}

function tagFaults(keys: readonly string[], tags: readonly string[]): readonly string[] {
  return keys.filter((key) => !tags.includes(key)).map((key) => `there is no tag ${key}`);
}

function keysIn(where: Condition | null): readonly string[] {
  if (where === null) return [];
  return "left" in where ? [...keysIn(where.left), ...keysIn(where.right)] : [where.key];
}
