import fc from "fast-check";
import { expect, it } from "vitest";
import { aggregates, type Condition, type SelectStatement, type ShowStatement, type Statement } from "./ast.ts";
import { parseQuery } from "./parser.ts";
import { printQuery } from "./print.ts";

const now = 1_757_764_800_000;
const span = { start: 0, end: 0 };
const text = fc.oneof(fc.constantFrom("a", "site", "select", "time()", "x/y", "\\", "'", '"', "\n"), fc.string());
const named = text.filter((name) => name !== "" && name !== "*" && name.toLowerCase() !== "time");
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const count = fc.integer({ min: 1, max: 1_000_000 });

const condition = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 6 },
    fc.record({
      kind: fc.constant("compare" as const),
      key: named,
      operator: fc.constantFrom("=" as const, "!="),
      value: text,
      span: fc.constant(span),
    }),
    fc.record({
      kind: fc.constant("match" as const),
      key: named,
      operator: fc.constantFrom("=~" as const, "!~"),
      pattern: fc.constantFrom("^a$", "x/y", "a|b", "\\d+", "", "\\\\"),
      span: fc.constant(span),
    }),
    fc.record({ kind: fc.constantFrom("and" as const, "or"), left: tie("any"), right: tie("any") }),
  ),
})).any;

const ms = fc.integer({ min: -10_000_000_000, max: 9_000_000_000_000 });
const timeRange = fc
  .tuple(orNull(ms), orNull(ms), fc.integer({ min: 0, max: 999_999 }))
  .map(([from, to, lead]) => ({ from, to, lead: from === null ? 0 : lead }));

const select: fc.Arbitrary<SelectStatement> = fc
  .record({
    kind: fc.constant("select" as const),
    columns: fc.array(
      fc.record({
        aggregate: fc.constantFrom(null, ...aggregates),
        field: fc.oneof(named, fc.constant("*")),
        alias: orNull(named),
        span: fc.constant(span),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    database: orNull(named),
    policy: orNull(named),
    measurement: named,
    where: orNull(condition),
    time: timeRange,
    groupTags: fc.array(fc.oneof(named, fc.constant("*")), { maxLength: 3 }),
    interval: orNull(count),
    offset: fc.nat(1_000_000),
    fill: fc.oneof(
      fc.record({ kind: fc.constantFrom("null" as const, "none", "previous", "linear") }),
      fc.record({ kind: fc.constant("value" as const), value: fc.constantFrom(0, 1, -2.5, 0.001, 123_456) }),
    ),
    descending: fc.boolean(),
    limit: orNull(count),
    rowOffset: fc.nat(1000),
    seriesLimit: orNull(count),
    seriesOffset: fc.nat(1000),
  })
  .map((statement) => ({
    ...statement,
    offset: statement.interval === null ? 0 : statement.offset % statement.interval,
    time: { ...statement.time, to: statement.interval === null ? statement.time.to : (statement.time.to ?? now + 1) },
  }));

const show: fc.Arbitrary<ShowStatement> = fc
  .record({
    kind: fc.constant("show" as const),
    what: fc.constantFrom(
      "measurements" as const,
      "tag-keys",
      "tag-values",
      "field-keys",
      "databases",
      "retention-policies",
    ),
    database: orNull(named),
    measurement: orNull(named),
    policy: orNull(named),
    keys: fc.array(named, { minLength: 1, maxLength: 3 }),
    where: orNull(condition),
    limit: orNull(count),
    rowOffset: fc.nat(1000),
  })
  .map((statement) => {
    const bare = statement.what === "databases" || statement.what === "retention-policies";
    const measurement = bare ? null : statement.measurement;
    return {
      ...statement,
      database: statement.what === "databases" ? null : statement.database,
      measurement,
      policy: measurement === null || statement.what === "measurements" ? null : statement.policy,
      keys: statement.what === "tag-values" ? statement.keys : [],
      where: bare || statement.what === "field-keys" ? null : statement.where,
      limit: bare ? null : statement.limit,
      rowOffset: bare ? 0 : statement.rowOffset,
    };
  });

function withoutSpans(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === "span" ? undefined : inner)));
}

it("parses what it printed to the same statements", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(select, show), { minLength: 1, maxLength: 3 }), (statements: Statement[]) => {
      const result = parseQuery(printQuery(statements), now);
      expect(result.ok ? withoutSpans(result.value) : result.error).toEqual(withoutSpans(statements));
    }),
    { numRuns: 500 },
  );
});
