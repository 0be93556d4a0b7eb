import fc from "fast-check";
import type { Ground } from "./query-ground.ts";

const minute = 60_000;

/** A moment as text; now and then a nanosecond before it. */
function written(ms: number): fc.Arbitrary<string> {
  const ns = BigInt(ms) * 1_000_000n;
  const iso = (at: number): string => new Date(at).toISOString();
  const forms = [`${ms}ms`, `${ns}`, `'${iso(ms)}'`, `${ns - 1n}`, `'${iso(ms).slice(0, -1).replace("T", " ")}'`];
  const sums = [`'${iso(ms - 90 * minute)}' + 1h30m`, `${ms + 2 * minute}ms - 2m`];
  const day = ms % (1440 * minute) === 0 ? [`'${iso(ms).slice(0, 10)}'`] : [];
  return fc.constantFrom(...forms, ...sums, ...day);
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

/** Two bounds of time, no wider apart than asked. */
export function rangeOf(ground: Ground, widest: number): fc.Arbitrary<readonly string[]> {
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

/** Conditions on tags, one to three of them. */
export function conditionOf(ground: Ground): fc.Arbitrary<string> {
  const one = tagCondition(ground);
  const two = fc.tuple(one, fc.constantFrom("AND", "OR"), one).map(([a, joint, b]) => `(${a} ${joint} ${b})`);
  return fc.oneof(
    one,
    two,
    fc.tuple(two, fc.constantFrom("AND", "OR"), one).map(([a, joint, b]) => `(${a} ${joint} ${b})`),
  );
}

/** Tags to group by. */
export function groupTagsOf({ schema }: Ground): fc.Arbitrary<readonly string[]> {
  return fc.oneof(
    fc.constant([]),
    fc.constant(["*"]),
    fc.subarray([...schema.tags], { minLength: 1, maxLength: 3 }).map((tags) => tags.map((tag) => `"${tag}"`)),
  );
}

const someLimit = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.nat(5))
  .map(([limit, offset]) => `LIMIT ${limit}${offset === 0 ? "" : ` OFFSET ${offset}`}`);

/** Cuts series, where each has every tag: InfluxDB puts one without a tag last. */
export function seriesLimitOf({ tagValues }: Ground, tags: readonly string[]): fc.Arbitrary<string> {
  const isWhole = Object.values(tagValues).every((values) => !values.includes(""));
  if (!isWhole || tags.length === 0) return fc.constant("");
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant("") },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }).map((most) => `SLIMIT ${most}`) },
    { weight: 1, arbitrary: fc.nat(2).map((after) => `SLIMIT 2 SOFFSET ${after}`) },
  );
}

/** The measurement, sometimes with the database and policy it is in. */
export function sourceOf({ name }: Ground): fc.Arbitrary<string> {
  return fc.constantFrom(name, name, name, `"${name}"`, `"homeostat"."autogen"."${name}"`, `homeostat..${name}`);
}

/** Mostly no limit: it hides how a range ends. */
export const limitOf = fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: someLimit });
/** Mostly none: rows come oldest first. */
export const orderOf = fc.constantFrom("", "", "ORDER BY time ASC", "ORDER BY time DESC");

/** Conditions with their `WHERE`; empty when there are none. */
export function whereText(parts: readonly string[]): string {
  return parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`;
}

/** A statement of its parts, those that are empty left out. */
export function tidy(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}
