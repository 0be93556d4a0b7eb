import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SelectStatement, ShowStatement, Statement } from "./ast.ts";
import { faultLine, faultText } from "./fault.ts";
import { longestQuery } from "./lexer.ts";
import { parseQuery } from "./parser.ts";

const now = Date.parse("2025-09-13T12:00:00Z");

function parsed(text: string): readonly Statement[] {
  const result = parseQuery(text, now);
  if (!result.ok) throw new Error(faultText(text, result.error));
  return result.value;
}

function select(text: string): SelectStatement {
  const [statement] = parsed(text);
  if (statement?.kind !== "select") throw new Error("not a select");
  return statement;
}

function show(text: string): ShowStatement {
  const [statement] = parsed(text);
  if (statement?.kind !== "show") throw new Error("not a show");
  return statement;
}

function fault(text: string): string {
  const result = parseQuery(text, now);
  return result.ok ? "no fault" : faultLine(text, result.error);
}

describe("SELECT", () => {
  it("takes fields, aggregates, stars, quoted names and aliases", () => {
    const { columns } = select('select value, MEAN("value") AS m, count(*), *, "a \\"b\\"" from reading');
    expect(columns.map(({ aggregate, field, alias }) => [aggregate, field, alias])).toEqual([
      [null, "value", null],
      ["mean", "value", "m"],
      ["count", "*", null],
      [null, "*", null],
      [null, 'a "b"', null],
    ]);
  });

  it("takes a measurement with policy and database", () => {
    expect(select("SELECT v FROM m")).toMatchObject({ database: null, policy: null, measurement: "m" });
    expect(select('SELECT v FROM "autogen"."m"')).toMatchObject({
      database: null,
      policy: "autogen",
      measurement: "m",
    });
    expect(select("SELECT v FROM db..m")).toMatchObject({ database: "db", policy: null, measurement: "m" });
    expect(select("SELECT v FROM db.rp.m")).toMatchObject({ database: "db", policy: "rp", measurement: "m" });
  });

  it("binds AND closer than OR and keeps parentheses", () => {
    const { where } = select("SELECT v FROM m WHERE a = '1' OR b != '2' AND (c =~ /x\\/y/ OR d !~ /z/)");
    expect(where).toMatchObject({
      kind: "or",
      left: { kind: "compare", key: "a", operator: "=", value: "1" },
      right: { kind: "and", left: { operator: "!=" }, right: { kind: "or", left: { pattern: "x/y" } } },
    });
  });

  it.each([
    ["time >= '2025-09-12T08:00:00Z'", Date.parse("2025-09-12T08:00:00Z"), null, 0],
    ["time > '2025-09-12 08:00:00'", Date.parse("2025-09-12T08:00:00Z") + 1, null, 999_999],
    ["time < '2025-09-12'", null, Date.parse("2025-09-12T00:00:00Z"), 0],
    ["time <= '2025-09-12T10:00:00.5+02:00'", null, Date.parse("2025-09-12T08:00:00.501Z"), 0],
    ["time >= 1757664000000ms AND time < 1757664000001000000", 1757664000000, 1757664000001, 0],
    ["time = 7ms", 7, 8, 0],
    ["time > now() - 1h30m", now - 5_400_000 + 1, null, 999_999],
    ["time >= 5s - 2s + 1ms", 3001, null, 0],
    ["time >= -5ms", -5, null, 0],
    ["time >= 1 AND time > 2s AND time < 9s AND time <= 4s", 2001, 4001, 999_999],
  ])("reads %s", (text, from, to, lead) => {
    expect(select(`SELECT v FROM m WHERE ${text}`).time).toEqual({ from, to, lead });
  });

  it("ends at now, itself inside, when time() groups and no end is asked", () => {
    expect(select("SELECT mean(v) FROM m WHERE time > 0 GROUP BY time(5m)").time.to).toBe(now + 1);
    expect(select("SELECT mean(v) FROM m WHERE time > 0").time.to).toBeNull();
  });

  it("takes time() with an offset brought inside the interval", () => {
    expect(select("SELECT mean(v) FROM m GROUP BY time(1h, -15m), site, * fill(previous)")).toMatchObject({
      interval: 3_600_000,
      offset: 2_700_000,
      groupTags: ["site", "*"],
      fill: { kind: "previous" },
    });
  });

  it("takes order, limits and fills", () => {
    expect(select("SELECT v FROM m ORDER BY time DESC LIMIT 10 OFFSET 5 SLIMIT 2 SOFFSET 1")).toMatchObject({
      descending: true,
      limit: 10,
      rowOffset: 5,
      seriesLimit: 2,
      seriesOffset: 1,
    });
    expect(select("SELECT count(v) FROM m fill(-1.5) LIMIT 0")).toMatchObject({
      fill: { kind: "value", value: -1.5 },
      limit: null,
    });
  });

  it("skips comments and empty statements", () => {
    expect(parsed("; SELECT v /* all */ FROM m -- that is it\n;; SHOW DATABASES;")).toHaveLength(2);
  });
});

describe("SHOW", () => {
  it("takes every subject", () => {
    expect(show("SHOW MEASUREMENTS WITH MEASUREMENT = m LIMIT 3")).toMatchObject({
      what: "measurements",
      measurement: "m",
      limit: 3,
    });
    expect(show("show tag keys on db from m")).toMatchObject({ what: "tag-keys", database: "db", measurement: "m" });
    expect(show("SHOW FIELD KEYS")).toMatchObject({ what: "field-keys", measurement: null });
    expect(show("SHOW DATABASES")).toMatchObject({ what: "databases" });
    expect(show("SHOW RETENTION POLICIES ON db")).toMatchObject({ what: "retention-policies", database: "db" });
    const values = show(
      "SHOW TAG VALUES FROM m WITH KEY IN (site, \"device\") WHERE region = 'r' AND time > 0 LIMIT 2 OFFSET 1",
    );
    expect(values).toMatchObject({ what: "tag-values", keys: ["site", "device"], limit: 2, rowOffset: 1 });
    expect(values.where).toMatchObject({ key: "region" });
  });
});

describe("a query outside the subset", () => {
  it.each([
    ["", "1:1: expected SELECT or SHOW, found the end of the query"],
    ["SELEC", "1:1: expected SELECT or SHOW, found SELEC"],
    ["DROP MEASUREMENT m", "1:1: expected SELECT or SHOW, found DROP"],
    [
      "SELECT FROM m",
      '1:8: expected a field, a tag, * or an aggregate, found FROM (FROM is a keyword; as a name it takes double quotes: "FROM")',
    ],
    ["SELECT v\nFRO m", "2:1: expected FROM, found FRO"],
    ["SELECT percentile(v, 5) FROM m", "1:8: the function percentile() is not supported"],
    ["SELECT v + 1 FROM m", "1:10: expected a comma or FROM, found + (arithmetic"],
    ["SELECT mean(mean(v)) FROM m", '1:17: expected ")", found ('],
    ["SELECT v FROM (SELECT v FROM m)", "1:15: expected a measurement, found ( (subqueries"],
    ["SELECT v FROM a, b", "1:16: expected one measurement, found ,"],
    ["SELECT v FROM 'm'", "1:15: expected a measurement, found the string 'm' (names take double quotes"],
    ["SELECT v FROM m WHERE v > 3", "1:25: a tag cannot be compared with >"],
    ["SELECT v FROM m WHERE site = 3", "1:30: expected a string in single quotes, found 3"],
    ['SELECT v FROM m WHERE site = "a"', "1:30: expected a string in single quotes, found a"],
    ["SELECT v FROM m WHERE site =~ 'a'", "1:31: expected a regular expression"],
    ["SELECT v FROM m WHERE time != 3", "1:28: time cannot be compared with !="],
    ["SELECT v FROM m WHERE time > 'noon'", "1:30: 'noon' is not a time"],
    ["SELECT v FROM m WHERE time > '2025-02-30'", "1:30: '2025-02-30' is not a time"],
    ["SELECT v FROM m WHERE time > 9999999999999d", "1:30: this time is out of range"],
    ["SELECT v FROM m WHERE site = 'a' OR time > 3", "1:37: time cannot stand beside OR"],
    ["SELECT v FROM m WHERE (site = 'a'", '1:34: expected ")", found the end of the query'],
    ["SELECT v FROM m WHERE site = 'a", "1:30: this string is not closed"],
    ["SELECT v FROM m WHERE site = 'a\\x'", "1:30: bad escape in this string"],
    ["SELECT mean(v) FROM m GROUP BY time(60)", "1:37: expected an interval such as 5m, found 60"],
    ["SELECT mean(v) FROM m GROUP BY time(1.5m)", "1:37: 1.5m is neither a number nor a duration"],
    ["SELECT mean(v) FROM m GROUP BY time(0s)", "1:37: the interval must be longer than nothing"],
    ["SELECT mean(v) FROM m GROUP BY time(10u)", "1:37: the store keeps whole milliseconds"],
    ["SELECT mean(v) FROM m GROUP BY time(1m), time(2m)", "1:42: expected a tag, found time"],
    ["SELECT mean(v) FROM m GROUP BY time(1m), fill(0)", "1:42: fill() cannot stand in GROUP BY"],
    [
      "SELECT mean(v) FROM m GROUP BY time(1m) fill(sum)",
      "1:46: expected null, none, previous, linear or a number, found sum",
    ],
    ["SELECT v FROM m ORDER BY v", "1:26: expected time, ASC or DESC, found v"],
    ["SELECT v FROM m LIMIT -1", "1:23: expected a whole number after LIMIT, found -"],
    ["SELECT v FROM m SLIMIT 1 LIMIT 1", '1:26: expected ";" or the end of the query, found LIMIT'],
    ["SELECT v FROM m tz('Europe/Paris')", '1:17: expected ";" or the end of the query, found tz'],
    ["SHOW SERIES", "1:6: expected MEASUREMENTS, TAG KEYS"],
    ["SHOW TAG VALUES FROM m", "1:23: expected WITH KEY"],
    ["SHOW TAG VALUES WITH KEY =~ /a/", '1:26: expected "=" or IN'],
    ["SELECT v FROM m /* never closed", "1:17: this comment is not closed"],
    ["SELECT § FROM m", '1:8: unexpected character "§"'],
  ])("%s", (text, expected) => {
    expect(fault(text)).toContain(expected);
  });

  it("is shown with carets under the place", () => {
    const text = "SELECT v FROM m\nWHERE time > 'noon'";
    const result = parseQuery(text, now);
    expect(result.ok ? "" : faultText(text, result.error)).toBe(
      "2:14: 'noon' is not a time (write '2025-09-12T08:00:00Z')\n  WHERE time > 'noon'\n               ^^^^^^",
    );
  });

  it("is refused when it is too long or too deep", () => {
    expect(fault(`SELECT v FROM m ${" ".repeat(longestQuery)}`)).toContain("longer than 65536 characters");
    expect(fault(`SELECT v FROM m WHERE ${"(".repeat(30_000)}`)).toContain("nested deeper than 64");
    expect(fault(`SELECT v FROM m WHERE ${"a = '' AND ".repeat(5_000)} a = ''`)).toContain("more than 500 comparisons");
    expect(fault("SHOW DATABASES;".repeat(200))).toContain("at most 100 statements");
  });
});

const words = [
  ..."SELECT SHOW FROM WHERE GROUP BY ORDER LIMIT OFFSET AND OR AS DESC TAG KEYS VALUES WITH KEY IN time fill mean * , ; ( )".split(
    " ",
  ),
  ..."= != =~ !~ < >= . - + / value site 'x' \"y\" /r/ 5m 1.5 12 now() -- /* */ ' \" \\ \n µ 😀".split(" "),
];

describe("any text", () => {
  it("never throws, and every fault is inside the text", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((list) => list.join(" ")),
      fc
        .array(fc.constantFrom(...words), { maxLength: 40 })
        .map((list) => `SELECT mean(value) FROM m ${list.join(" ")}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const result = parseQuery(text, now);
        if (result.ok) return;
        expect(result.error.span.start).toBeGreaterThanOrEqual(0);
        expect(result.error.span.start).toBeLessThanOrEqual(text.length);
        expect(faultText(text, result.error)).toMatch(/^\d+:\d+: /);
      }),
      { numRuns: 2_000 },
    );
  });
});
