import fc from "fast-check";
import type { FieldType } from "../../ingest/measurements.ts";
import type { Ground } from "./query-ground.ts";

const aggregatesFor: Readonly<Record<FieldType, readonly string[]>> = {
  float: ["count", "mean", "min", "max", "sum", "first", "last"],
  integer: ["count", "mean", "min", "max", "sum", "first", "last"],
  string: ["count", "first", "last"],
  boolean: ["count", "min", "max", "first", "last"],
};

/** A selected column, and which columns of the answer are sums or means. */
export interface Column {
  readonly text: string;
  readonly rounded: readonly string[];
}

/** Aggregates of fields. In groups of several series `first` and `last` are left out where series share moments. */
export function aggregateColumn({ fields, open }: Ground, tags: readonly string[]): fc.Arbitrary<Column> {
  const withOrder = !open || tags.includes("*");
  const allowed = (type: FieldType): string[] =>
    aggregatesFor[type].filter((aggregate) => withOrder || (aggregate !== "first" && aggregate !== "last"));
  const plain = fc.constantFrom(...fields).chain(([field, type]) =>
    fc.tuple(fc.constantFrom(...allowed(type)), fc.nat(9)).map(([aggregate, serial]): Column => {
      const name = `${aggregate}_${field}_${serial}`;
      const isRounded = type === "float" && (aggregate === "sum" || aggregate === "mean");
      return { text: `${aggregate}("${field}") AS "${name}"`, rounded: isRounded ? [name] : [] };
    }),
  );
  const unnamed = fc
    .constantFrom(...fields)
    .chain(([field, type]) =>
      fc
        .constantFrom(...allowed(type))
        .map((aggregate): Column => ({ text: `${aggregate}(${field})`, rounded: ["sum", "mean"] })),
    );
  const star = fc
    .constantFrom("count", "max", "mean", ...(withOrder ? ["first", "last"] : []))
    .map((aggregate): Column => {
      return { text: `${aggregate}(*)`, rounded: fields.map(([field]) => `mean_${field}`) };
    });
  return fc.oneof({ weight: 5, arbitrary: plain }, { weight: 3, arbitrary: unnamed }, { weight: 1, arbitrary: star });
}

/** Columns of rows: fields and tags, now and then one that is not there, or all. */
export function rowColumns({ schema, fields }: Ground): fc.Arbitrary<string> {
  const names = [...Object.keys(schema.fields), ...schema.tags];
  const some = fc
    .tuple(
      fc.constantFrom(...fields).map(([field]) => field),
      fc.array(fc.constantFrom(...names, "nothing"), { maxLength: 3 }),
    )
    .map((list) =>
      list
        .flat()
        .map((column) => `"${column}"`)
        .join(", "),
    );
  return fc.oneof(some, fc.constant("*"));
}
