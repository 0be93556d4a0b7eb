import type { Condition, ShowStatement } from "../../core/influxql/ast.ts";
import type { QueryFault } from "../../core/influxql/fault.ts";
import { type Measurement, type MeasurementName, measurementNamed, measurements } from "../measurements.ts";
import { whereFault } from "./plan.ts";
import type { ResultTable } from "./table.ts";

/** The one database that the store is seen as. */
export const databaseName = "homeostat";
/** Its one retention policy. */
export const policyName = "autogen";

/** The series of a store, as SHOW asks for them. */
export interface Dictionary {
  /** Whether the measurement has any series. */
  exists(name: MeasurementName): Promise<boolean>;
  /** The values, each once, sorted and not empty, of a tag among the series that meet the condition. */
  values(name: MeasurementName, tag: string, where: Condition | null): Promise<readonly string[]>;
}

/** A field that stands in the WHERE of a SHOW. */
export function showFault(statement: ShowStatement): QueryFault | undefined {
  for (const name of namesOf(statement)) {
    const fault = whereFault(statement.where, measurements[name]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function namesOf({ measurement }: ShowStatement): readonly MeasurementName[] {
  const all = (Object.keys(measurements) as MeasurementName[]).sort();
  return measurement === null ? all : all.filter((name) => name === measurement);
}

/** Answers a SHOW from the dictionary of series. */
export async function showTables(statement: ShowStatement, dictionary: Dictionary): Promise<readonly ResultTable[]> {
  switch (statement.what) {
    case "databases":
      return [{ name: "databases", columns: ["name"], values: [[databaseName]] }];
    case "retention-policies":
      return [policies];
    case "measurements":
      return listMeasurements(statement, dictionary);
    case "tag-keys":
      return perMeasurement(statement, (name) => tagKeys(name, statement, dictionary));
    case "tag-values":
      return perMeasurement(statement, (name) => tagValues(name, statement, dictionary));
    case "field-keys":
      return perMeasurement(statement, (name) => fieldKeys(name, dictionary));
  }
}

const policies: ResultTable = {
  columns: ["name", "duration", "shardGroupDuration", "replicaN", "default"],
  values: [[policyName], ["0s"], ["168h0m0s"], [1], [true]],
};

async function listMeasurements(statement: ShowStatement, dictionary: Dictionary): Promise<readonly ResultTable[]> {
  const present: string[] = [];
  for (const name of namesOf(statement)) {
    const meets =
      statement.where === null ? dictionary.exists(name) : measurementMeets(name, statement.where, dictionary);
    if (await meets) present.push(name);
  }
  return nonEmpty({ name: "measurements", columns: ["name"], values: [cut(present, statement)] });
}

/**
 * SHOW MEASUREMENTS asks its condition of the measurement as a whole: `=` and `=~` hold when any value of the tag matches, `!=`
 * and `!~` when none does, and nothing holds of a tag that no series has. Source: InfluxDB 1.6.7, observed.
 */
async function measurementMeets(name: MeasurementName, where: Condition, dictionary: Dictionary): Promise<boolean> {
  if ("left" in where) {
    const left = await measurementMeets(name, where.left, dictionary);
    if (left === (where.kind === "or")) return left;
    return measurementMeets(name, where.right, dictionary);
  }
  const schema: Measurement = measurements[name];
  if (!schema.tags.includes(where.key) || (await dictionary.values(name, where.key, null)).length === 0) return false;
  const positive: Condition = where.kind === "compare" ? { ...where, operator: "=" } : { ...where, operator: "=~" };
  const matches = (await dictionary.values(name, where.key, positive)).length > 0;
  return matches === (where.operator === "=" || where.operator === "=~");
}

async function perMeasurement(
  statement: ShowStatement,
  list: (name: MeasurementName) => Promise<Omit<ResultTable, "name">>,
): Promise<readonly ResultTable[]> {
  const tables: ResultTable[] = [];
  for (const name of namesOf(statement)) {
    const { columns, values } = await list(name);
    tables.push(...nonEmpty({ name, columns, values: values.map((column) => cut(column, statement)) }));
  }
  return tables;
}

function nonEmpty(table: ResultTable): readonly ResultTable[] {
  return table.values[0]?.length === 0 ? [] : [table];
}

function cut<T>(list: readonly T[], { limit, rowOffset }: ShowStatement): readonly T[] {
  return list.slice(rowOffset, limit === null ? undefined : rowOffset + limit);
}

async function tagKeys(name: MeasurementName, { where }: ShowStatement, dictionary: Dictionary): Promise<ResultTable> {
  const present: string[] = [];
  for (const tag of [...measurements[name].tags].sort()) {
    if ((await dictionary.values(name, tag, where)).length > 0) present.push(tag);
  }
  return { columns: ["tagKey"], values: [present] };
}

async function tagValues(name: MeasurementName, show: ShowStatement, dictionary: Dictionary): Promise<ResultTable> {
  const schema = measurementNamed(name);
  const keys: string[] = [];
  const values: string[] = [];
  for (const tag of [...new Set(show.keys)].sort()) {
    if (schema?.tags.includes(tag) !== true) continue;
    for (const value of await dictionary.values(name, tag, show.where)) {
      keys.push(tag);
      values.push(value);
    }
  }
  return { columns: ["key", "value"], values: [keys, values] };
}

async function fieldKeys(name: MeasurementName, dictionary: Dictionary): Promise<ResultTable> {
  if (!(await dictionary.exists(name))) return { columns: ["fieldKey", "fieldType"], values: [[], []] };
  const { fields }: Measurement = measurements[name];
  const entries = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return { columns: ["fieldKey", "fieldType"], values: [entries.map(([key]) => key), entries.map(([, type]) => type)] };
}
