import fc from "fast-check";
import { type FieldType, type Measurement, type MeasurementName, measurements } from "../../ingest/measurements.ts";
import type { MeasuredRow } from "./influxd.ts";

/** A query, and the two things that two right answers to it may differ in. */
export interface GeneratedQuery {
  readonly text: string;
  /** Columns of sums and means: their last digits depend on the order of adding. */
  readonly rounded: readonly string[];
}

/** What queries may ask of some rows: generated queries name series, times and tags that exist (and now and then do not). */
interface Ground {
  readonly name: MeasurementName;
  readonly schema: Measurement;
  readonly times: readonly number[];
  readonly first: number;
  readonly last: number;
  readonly tagValues: Readonly<Record<string, readonly string[]>>;
  /** Whole series, to ask for one alone. */
  readonly series: readonly Readonly<Record<string, string>>[];
  /** Fields and their types; those that many rows have stand there several times, to be asked more often. */
  readonly fields: readonly (readonly [string, FieldType])[];
  /** Series share moments, and the peer leaves open which of their points comes first. */
  readonly open: boolean;
}

function groundOf(rows: readonly MeasuredRow[], name: MeasurementName, tiesDefined: boolean): Ground {
  const mine = rows.filter(({ measurement }) => (measurement ?? "reading") === name);
  const schema: Measurement = measurements[name];
  const times = mine.map(({ time }) => time);
  const values = (tag: string): string[] => [...new Set(mine.map(({ tags }) => tags[tag] ?? ""))];
  return {
    name,
    schema,
    times,
    first: times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    last: times.reduce((a, b) => Math.max(a, b), 0),
    tagValues: Object.fromEntries(schema.tags.map((tag) => [tag, values(tag)])),
    series: [...new Set(mine.map(({ tags }) => JSON.stringify(tags)))].map((text) => JSON.parse(text)),
    fields: Object.entries(schema.fields).flatMap((entry) => {
      const share = mine.filter(({ fields }) => (fields[entry[0]] ?? null) !== null).length / mine.length;
      return Array.from({ length: 1 + Math.round(8 * share) }, () => entry);
    }),
    open: !tiesDefined && new Set(times).size < times.length,
  };
}

const minute = 60_000;
const intervals = [
  minute,
  5 * minute,
  7 * minute,
  15 * minute,
  60 * minute,
  6 * 60 * minute,
  24 * 60 * minute,
  7 * 1440 * minute,
];
const fills = ["", "", "fill(null)", "fill(none)", "fill(previous)", "fill(linear)", "fill(linear)", "fill(-2.5)"];

const aggregatesFor: Readonly<Record<FieldType, readonly string[]>> = {
  float: ["count", "mean", "min", "max", "sum", "first", "last"],
  integer: ["count", "mean", "min", "max", "sum", "first", "last"],
  string: ["count", "first", "last"],
  boolean: ["count", "min", "max", "first", "last"],
};

/** A moment as text; now and then a nanosecond before it. */
function written(ms: number): fc.Arbitrary<string> {
  const ns = BigInt(ms) * 1_000_000n;
  return fc.constantFrom(`${ms}ms`, `${ns}`, `'${new Date(ms).toISOString()}'`, `${ns - 1n}`);
}

/** Somewhere about the data: anywhere, on a round time (which bounds of buckets are), or at the very moment of a row. */
function momentOf({ times, first, last }: Ground): fc.Arbitrary<number> {
  const anywhere = fc.noBias(fc.integer({ min: first - minute, max: last + minute }));
  const units = fc.constantFrom(1, 1_000, 15 * minute, 60 * minute, 6 * 60 * minute, 24 * 60 * minute);
  return fc.oneof(
    fc.tuple(anywhere, units).map(([time, unit]) => time - (time % unit)),
    fc.constantFrom(...times),
  );
}

function rangeOf(ground: Ground, widest: number): fc.Arbitrary<readonly string[]> {
  const moment = momentOf(ground);
  return fc
    .tuple(moment, moment, fc.constantFrom(">=", ">"), fc.constantFrom("<", "<="))
    .chain(([one, other, low, high]) => {
      const start = Math.min(one, other);
      const end = Math.min(Math.max(one, other), start + widest);
      return fc.tuple(written(start), written(end)).map(([a, b]) => [`time ${low} ${a}`, `time ${high} ${b}`]);
    });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

function tagCondition({ schema, tagValues }: Ground): fc.Arbitrary<string> {
  return fc.constantFrom(...schema.tags).chain((tag) => {
    const known = fc.constantFrom(...(tagValues[tag] ?? [""]));
    const value = fc.oneof({ weight: 7, arbitrary: known }, { weight: 1, arbitrary: fc.constant("nowhere") });
    return fc.oneof(
      fc.tuple(value, fc.constantFrom("=", "!=")).map(([text, operator]) => `"${tag}" ${operator} '${text}'`),
      fc
        .tuple(fc.array(value, { minLength: 1, maxLength: 3 }), fc.constantFrom("=~", "!~"))
        .map(([list, operator]) => `"${tag}" ${operator} /^(${list.map(escaped).join("|")})$/`),
      fc
        .tuple(value, fc.constantFrom("=~", "!~"))
        .map(([text, operator]) => `"${tag}" ${operator} /${escaped(text.slice(0, 3))}/`),
    );
  });
}

function conditionOf(ground: Ground): fc.Arbitrary<string> {
  const one = tagCondition(ground);
  const two = fc.tuple(one, fc.constantFrom("AND", "OR"), one).map(([a, joint, b]) => `(${a} ${joint} ${b})`);
  return fc.oneof(
    one,
    two,
    fc.tuple(two, fc.constantFrom("AND", "OR"), one).map(([a, joint, b]) => `(${a} ${joint} ${b})`),
  );
}

function groupTagsOf({ schema }: Ground): fc.Arbitrary<readonly string[]> {
  return fc.oneof(
    fc.constant([]),
    fc.constant(["*"]),
    fc.subarray([...schema.tags], { minLength: 1, maxLength: 3 }).map((tags) => tags.map((tag) => `"${tag}"`)),
  );
}

const someLimit = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.nat(5))
  .map(([limit, offset]) => `LIMIT ${limit}${offset === 0 ? "" : ` OFFSET ${offset}`}`);
/** Mostly no limit: it hides how a range ends. */
const limitOf = fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: someLimit });
const orderOf = fc.constantFrom("", "", "ORDER BY time ASC", "ORDER BY time DESC");

interface Column {
  readonly text: string;
  readonly rounded: readonly string[];
}

/** Aggregates of fields. In groups of several series `first` and `last` are left out where series share moments. */
function aggregateColumn({ fields, open }: Ground, tags: readonly string[]): fc.Arbitrary<Column> {
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
        .constantFrom(...aggregatesFor[type])
        .map((aggregate): Column => ({ text: `${aggregate}(${field})`, rounded: ["sum", "mean"] })),
    );
  const star = fc
    .constantFrom("count", "max", "mean", ...(withOrder ? ["first", "last"] : []))
    .map((aggregate): Column => {
      return { text: `${aggregate}(*)`, rounded: fields.map(([field]) => `mean_${field}`) };
    });
  return fc.oneof({ weight: 5, arbitrary: plain }, { weight: 3, arbitrary: unnamed }, { weight: 1, arbitrary: star });
}

function whereText(parts: readonly string[]): string {
  return parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`;
}

function tidy(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}

/**
 * With long intervals a bound may be left out: the lower is then the first point, the upper is now. InfluxDB 1.6.7 wraps to
 * the year 1677 when the lower bound is missing and the buckets have an offset: that is not asked.
 */
function boundsOf(ground: Ground, interval: number, offset: string): fc.Arbitrary<readonly string[]> {
  return rangeOf(ground, interval * 200).chain((bounds) => {
    if (interval < 1440 * minute) return fc.constant(bounds);
    return offset === "" ? fc.subarray([...bounds]) : fc.constantFrom(bounds, bounds.slice(0, 1));
  });
}

function bucketQuery(ground: Ground): fc.Arbitrary<GeneratedQuery> {
  const grid = fc.constantFrom(...intervals).chain((interval) => {
    const offset = fc.constantFrom("", "", "", `,${Math.floor(interval / 3)}ms`, ",-1m", ",90m");
    return offset.map((text) => ({ interval, offset: text, time: `time(${interval / minute}m${text})` }));
  });
  return grid
    .chain((one) => groupTagsOf(ground).map((tags) => ({ ...one, tags })))
    .chain(({ interval, offset, time, tags }) =>
      fc.record({
        columns: fc.array(aggregateColumn(ground, tags), { minLength: 1, maxLength: 3 }),
        range: boundsOf(ground, interval, offset),
        condition: fc.option(conditionOf(ground), { nil: null, freq: 1 }),
        time: fc.constant(time),
        tags: fc.constant(tags),
        fill: fc.constantFrom(...fills),
        order: orderOf,
        limit: limitOf,
      }),
    )
    .map(({ columns, range, condition, time, tags, fill, order, limit }) => ({
      text: tidy([
        `SELECT ${columns.map(({ text }) => text).join(", ")} FROM ${ground.name}`,
        whereText([...(condition === null ? [] : [condition]), ...range]),
        `GROUP BY ${[time, ...tags].join(", ")}`,
        fill,
        order,
        limit,
      ]),
      rounded: columns.flatMap(({ rounded }) => [...rounded, "sum_1", "sum_2", "mean_1", "mean_2"]),
    }));
}

function totalQuery(ground: Ground): fc.Arbitrary<GeneratedQuery> {
  return groupTagsOf(ground)
    .chain((tags) =>
      fc.record({
        columns: fc.array(aggregateColumn(ground, tags), { minLength: 1, maxLength: 3 }),
        range: rangeOf(ground, ground.last - ground.first).chain((bounds) => fc.subarray([...bounds])),
        condition: fc.option(conditionOf(ground), { nil: null, freq: 1 }),
        tags: fc.constant(tags),
        order: orderOf,
      }),
    )
    .map(({ columns, range, condition, tags, order }) => ({
      text: tidy([
        `SELECT ${columns.map(({ text }) => text).join(", ")} FROM ${ground.name}`,
        whereText([...range, ...(condition === null ? [] : [condition])]),
        tags.length === 0 ? "" : `GROUP BY ${tags.join(", ")}`,
        order,
      ]),
      rounded: columns.flatMap(({ rounded }) => [...rounded, "sum_1", "sum_2", "mean_1", "mean_2"]),
    }));
}

function rowColumns({ schema, fields }: Ground): fc.Arbitrary<string> {
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

/**
 * Rows of one series, of each series by itself, or of several in one table: the last without LIMIT and fill where series
 * share moments, since there InfluxDB leaves open which row a LIMIT cuts off.
 */
function rowQuery(ground: Ground): fc.Arbitrary<GeneratedQuery> {
  const oneSeries = fc.constantFrom(...ground.series).map((tags) => ({
    condition: ground.schema.tags.map((tag) => `"${tag}" = '${tags[tag] ?? ""}'`).join(" AND "),
    group: "",
    open: false,
  }));
  const everyTag = fc
    .option(conditionOf(ground), { nil: "" })
    .map((condition) => ({ condition, group: "GROUP BY *", open: false }));
  const several = fc
    .tuple(fc.option(conditionOf(ground), { nil: "", freq: 1 }), groupTagsOf(ground))
    .map(([condition, tags]) => ({
      condition,
      group: tags.length === 0 ? "" : `GROUP BY ${tags.join(", ")}`,
      open: true,
    }));
  return fc
    .record({
      columns: rowColumns(ground),
      range: rangeOf(ground, ground.last - ground.first).chain((bounds) => fc.subarray([...bounds])),
      where: fc.oneof(oneSeries, everyTag, several),
      fill: fc.constantFrom("", "", "", "fill(null)", "fill(previous)", "fill(3.7)"),
      order: orderOf,
      limit: limitOf,
    })
    .map(({ columns, range, where, fill, order, limit }) => ({
      text: tidy([
        `SELECT ${columns} FROM ${ground.name}`,
        whereText([...(where.condition === "" ? [] : [where.condition]), ...range]),
        where.group,
        where.open ? "" : fill,
        order,
        where.open ? "" : limit,
      ]),
      rounded: [],
    }));
}

function showQuery(ground: Ground): fc.Arbitrary<GeneratedQuery> {
  const where = fc.option(
    conditionOf(ground).map((condition) => `WHERE ${condition}`),
    { nil: "" },
  );
  const keys = fc.subarray([...ground.schema.tags], { minLength: 1 });
  return fc
    .oneof(
      fc.tuple(where, limitOf).map((parts) => `SHOW MEASUREMENTS ${tidy(parts)}`.trim()),
      fc.tuple(where, limitOf).map((parts) => `SHOW TAG KEYS FROM ${ground.name} ${tidy(parts)}`.trim()),
      limitOf.map((limit) => tidy([`SHOW FIELD KEYS FROM ${ground.name}`, limit])),
      fc
        .tuple(keys, where, limitOf)
        .map(([list, ...parts]) =>
          `SHOW TAG VALUES FROM ${ground.name} WITH KEY IN (${list.join(", ")}) ${tidy(parts)}`.trim(),
        ),
    )
    .map((text) => ({ text, rounded: [] }));
}

/**
 * Queries over these rows, whatever series they hold: mostly aggregates over buckets, then totals, rows and SHOW. Only a peer
 * for which `tiesDefined` holds is asked which of several series' points of one moment is the first or the last.
 */
export function queriesOver(rows: readonly MeasuredRow[], tiesDefined: boolean): fc.Arbitrary<GeneratedQuery> {
  const names = (Object.keys(measurements) as MeasurementName[]).filter((name) =>
    rows.some(({ measurement }) => (measurement ?? "reading") === name),
  );
  const grounds = names.map((name) => ({
    weight: name === "reading" ? 6 : 1,
    arbitrary: queriesOn(groundOf(rows, name, tiesDefined)),
  }));
  return fc.oneof(...grounds);
}

function queriesOn(ground: Ground): fc.Arbitrary<GeneratedQuery> {
  return fc.oneof(
    { weight: 6, arbitrary: bucketQuery(ground) },
    { weight: 2, arbitrary: totalQuery(ground) },
    { weight: 3, arbitrary: rowQuery(ground) },
    { weight: 1, arbitrary: showQuery(ground) },
  );
}
