import type { Aggregate, Condition, SelectColumn, SelectStatement } from "../../core/influxql/ast.ts";
import type { QueryFault } from "../../core/influxql/fault.ts";
import { err, ok, type Result } from "../../core/result.ts";
import { type FieldType, type Measurement, type MeasurementName, measurementNamed } from "../measurements.ts";

/** An aggregate of one field. `type` is the type of the field, not of the outcome. */
export interface Call {
  readonly aggregate: Aggregate;
  readonly field: string;
  readonly type: FieldType;
}

/** One column of the answer: a call (by its number), a field, a tag, or nothing (a name that the measurement does not have). */
export type PlannedColumn = { readonly name: string } & (
  | { readonly kind: "call"; readonly call: number }
  | { readonly kind: "field" | "tag"; readonly key: string }
  | { readonly kind: "nothing"; readonly aggregate: Aggregate | null }
);

/** A SELECT in terms of what the store has. */
export interface SelectPlan
  extends Pick<
    SelectStatement,
    | "where"
    | "time"
    | "interval"
    | "offset"
    | "fill"
    | "descending"
    | "limit"
    | "rowOffset"
    | "seriesLimit"
    | "seriesOffset"
  > {
  readonly measurement: MeasurementName;
  readonly schema: Measurement;
  /** The columns after `time`. */
  readonly columns: readonly PlannedColumn[];
  /** Every call once; empty when rows are asked. */
  readonly calls: readonly Call[];
  /** Sorted, each once; keys that the measurement does not have are among them. */
  readonly groupTags: readonly string[];
  /** The answer shows the time of the reading chosen by the one selector, not the start of the range. */
  readonly showsChosenTime: boolean;
}

const numeric: readonly FieldType[] = ["float", "integer"];
const anyType: readonly FieldType[] = ["float", "integer", "string", "boolean"];

/** The types an aggregate takes. Source: InfluxDB 1.6.7, observed: `min(<string>)` and `mean(<string>)` are refused. */
const takenTypes: Readonly<Record<Aggregate, readonly FieldType[]>> = {
  count: anyType,
  first: anyType,
  last: anyType,
  mean: numeric,
  sum: numeric,
  min: [...numeric, "boolean"],
  max: [...numeric, "boolean"],
};

const selectors: readonly Aggregate[] = ["first", "last", "min", "max"];

/**
 * Turns a SELECT into a plan; null when it can have no rows (unknown measurement, or no column that it has). Faults: a field
 * in WHERE, an aggregate of a type it does not take, rows and aggregates mixed, `time()` or `fill` without an aggregate.
 */
export function planSelect(statement: SelectStatement): Result<SelectPlan | null, QueryFault> {
  const schema = measurementNamed(statement.measurement);
  const fault = shapeFault(statement) ?? (schema === undefined ? undefined : whereFault(statement.where, schema));
  if (fault !== undefined) return err(fault);
  if (schema === undefined) return ok(null);
  const groupTags = [...new Set(statement.groupTags.flatMap((tag) => (tag === "*" ? schema.tags : [tag])))].sort();
  const asked = statement.columns.filter((column) => column.aggregate !== null || column.field !== "time");
  const expanded = asked.flatMap((column) => expand(column, schema, groupTags));
  const typeFault = expanded.map((column) => callFault(column, schema)).find((found) => found !== undefined);
  if (typeFault !== undefined) return err(typeFault);
  const calls = distinctCalls(expanded, schema);
  const columns = named(expanded).map((column) => planned(column, schema, calls));
  if (!columns.some(({ kind }) => kind === "call" || kind === "field")) return ok(null);
  const [only] = calls;
  const showsChosenTime = calls.length === 1 && only !== undefined && selectors.includes(only.aggregate);
  const measurement = statement.measurement as MeasurementName;
  return ok({
    ...statement,
    measurement,
    schema,
    columns,
    calls,
    groupTags,
    showsChosenTime: showsChosenTime && statement.interval === null,
  });
}

function faultAt(column: SelectColumn | undefined, message: string, hint?: string): QueryFault {
  return { message, span: column?.span ?? { start: 0, end: 0 }, ...(hint === undefined ? {} : { hint }) };
}

function shapeFault({ columns, interval, fill }: SelectStatement): QueryFault | undefined {
  const raw = columns.filter(({ aggregate, field }) => aggregate === null && field !== "time");
  const hasCalls = columns.some(({ aggregate }) => aggregate !== null);
  const timeAlias = columns.find(
    ({ aggregate, field, alias }) => aggregate === null && field === "time" && alias !== null,
  );
  if (timeAlias !== undefined) return faultAt(timeAlias, "time cannot have another name");
  if (raw.length === 0 && !hasCalls) return faultAt(columns[0], "time alone is no answer", "ask for a field as well");
  if (hasCalls && raw.length > 0) {
    return faultAt(raw[0], "rows and aggregates cannot be mixed", "ask for them in two statements");
  }
  if (!hasCalls && interval !== null) {
    return faultAt(columns[0], "GROUP BY time() needs an aggregate", "write mean(value), last(value) …");
  }
  if (!hasCalls && (fill.kind === "none" || fill.kind === "linear")) {
    return faultAt(columns[0], `fill(${fill.kind}) needs an aggregate`);
  }
  return undefined;
}

/** A field that stands where only a tag may. */
export function whereFault(where: Condition | null, schema: Measurement): QueryFault | undefined {
  if (where === null) return undefined;
  if ("left" in where) return whereFault(where.left, schema) ?? whereFault(where.right, schema);
  if (schema.tags.includes(where.key) || !Object.hasOwn(schema.fields, where.key)) return undefined;
  return {
    message: `${where.key} is a field, and conditions are on tags`,
    span: where.span,
    hint: `the tags are ${schema.tags.join(", ")}`,
  };
}

function expand(column: SelectColumn, schema: Measurement, groupTags: readonly string[]): readonly SelectColumn[] {
  if (column.field !== "*") return [column];
  const { aggregate } = column;
  if (aggregate === null) {
    const tags = schema.tags.filter((tag) => !groupTags.includes(tag));
    return [...Object.keys(schema.fields), ...tags].sort().map((field) => ({ ...column, field }));
  }
  return Object.entries(schema.fields)
    .filter(([, type]) => takenTypes[aggregate].includes(type))
    .map(([field]) => ({ ...column, field, alias: `${column.alias ?? aggregate}_${field}` }))
    .sort((a, b) => (a.field < b.field ? -1 : 1));
}

function callFault(column: SelectColumn, schema: Measurement): QueryFault | undefined {
  const type = fieldType(schema, column.field);
  if (column.aggregate === null || type === undefined || takenTypes[column.aggregate].includes(type)) return undefined;
  return faultAt(column, `${column.aggregate}() does not take the ${type} field ${column.field}`);
}

function fieldType(schema: Measurement, field: string): FieldType | undefined {
  return Object.hasOwn(schema.fields, field) ? schema.fields[field] : undefined;
}

function distinctCalls(columns: readonly SelectColumn[], schema: Measurement): readonly Call[] {
  const calls = new Map<string, Call>();
  for (const { aggregate, field } of columns) {
    const type = fieldType(schema, field);
    if (aggregate !== null && type !== undefined) calls.set(`${aggregate} ${field}`, { aggregate, field, type });
  }
  return [...calls.values()];
}

type NamedColumn = SelectColumn & { readonly name: string };

/** Gives every column its name: aliases as they are, the others numbered (`mean`, `mean_1`) where the name is taken. */
function named(columns: readonly SelectColumn[]): readonly NamedColumn[] {
  const taken = new Map<string, number>();
  for (const { alias } of columns) if (alias !== null) taken.set(alias, 1);
  return columns.map((column) => {
    if (column.alias !== null) return { ...column, name: column.alias };
    const plain = column.aggregate ?? column.field;
    const name = freeName(plain, taken);
    taken.set(name, (taken.get(name) ?? 0) + 1);
    return { ...column, name };
  });
}

function freeName(plain: string, taken: Map<string, number>): string {
  let count = taken.get(plain);
  if (count === undefined) return plain;
  while (taken.has(`${plain}_${count}`)) count += 1;
  taken.set(plain, count + 1);
  return `${plain}_${count}`;
}

function planned({ aggregate, field, name }: NamedColumn, schema: Measurement, calls: readonly Call[]): PlannedColumn {
  if (aggregate !== null) {
    const call = calls.findIndex((one) => one.aggregate === aggregate && one.field === field);
    return call === -1 ? { name, kind: "nothing", aggregate } : { name, kind: "call", call };
  }
  if (Object.hasOwn(schema.fields, field)) return { name, kind: "field", key: field };
  return schema.tags.includes(field) ? { name, kind: "tag", key: field } : { name, kind: "nothing", aggregate };
}
