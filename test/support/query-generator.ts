import fc from "fast-check";
import { type MeasurementName, measurements } from "../../ingest/measurements.ts";
import type { MeasuredRow } from "./influxd.ts";
import {
  conditionOf,
  groupTagsOf,
  limitOf,
  orderOf,
  rangeOf,
  seriesLimitOf,
  sourceOf,
  tidy,
  whereText,
} from "./query-clauses.ts";
import { aggregateColumn, rowColumns } from "./query-columns.ts";
import { type Ground, groundOf } from "./query-ground.ts";

/** A query, and the two things that two right answers to it may differ in. */
export interface GeneratedQuery {
  readonly text: string;
  /** Columns of sums and means: their last digits depend on the order of adding. */
  readonly rounded: readonly string[];
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
        series: seriesLimitOf(ground, tags),
        source: sourceOf(ground),
      }),
    )
    .map(({ columns, range, condition, time, tags, fill, order, limit, series, source }) => ({
      text: tidy([
        `SELECT ${columns.map(({ text }) => text).join(", ")} FROM ${source}`,
        whereText([...(condition === null ? [] : [condition]), ...range]),
        `GROUP BY ${[time, ...tags].join(", ")}`,
        fill,
        order,
        limit,
        series,
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
        series: seriesLimitOf(ground, tags),
        source: sourceOf(ground),
      }),
    )
    .map(({ columns, range, condition, tags, order, series, source }) => ({
      text: tidy([
        `SELECT ${columns.map(({ text }) => text).join(", ")} FROM ${source}`,
        whereText([...range, ...(condition === null ? [] : [condition])]),
        tags.length === 0 ? "" : `GROUP BY ${tags.join(", ")}`,
        order,
        series,
      ]),
      rounded: columns.flatMap(({ rounded }) => [...rounded, "sum_1", "sum_2", "mean_1", "mean_2"]),
    }));
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
      source: sourceOf(ground),
    })
    .map(({ columns, range, where, fill, order, limit, source }) => ({
      text: tidy([
        `SELECT ${columns} FROM ${source}`,
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
  const one = fc.oneof(...grounds);
  const two = fc.tuple(one, one).map(([a, b]) => ({
    text: `${a.text}; ${b.text}`,
    rounded: [...a.rounded, ...b.rounded],
  }));
  return fc.oneof({ weight: 9, arbitrary: one }, { weight: 1, arbitrary: two });
}

function queriesOn(ground: Ground): fc.Arbitrary<GeneratedQuery> {
  return fc.oneof(
    { weight: 6, arbitrary: bucketQuery(ground) },
    { weight: 2, arbitrary: totalQuery(ground) },
    { weight: 3, arbitrary: rowQuery(ground) },
    { weight: 1, arbitrary: showQuery(ground) },
  );
}
