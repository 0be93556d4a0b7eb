import { describe, expect, it } from "vitest";
import type { Precision } from "../../core/influxql/ast.ts";
import { parseQuery } from "../../core/influxql/parser.ts";
import { answerFromRows } from "./answer.ts";
import type { Row } from "./evaluate.ts";
import { defaultLimits, type QueryLimits } from "./table.ts";

const minute = 60_000;
const a = { region: "r", site: "a", device: "d", variable: "x", commons: "water" };
const b = { ...a, site: "b" };
const rows: readonly Row[] = [
  { time: minute, tags: a, fields: { value: 1.5, quality: 192 } },
  { time: 2 * minute, tags: a, fields: { value: 2.5 } },
  { time: 3 * minute, tags: a, fields: { quality: 0, reason: "stale" } },
  { time: 6 * minute, tags: a, fields: { value: 4, quality: 192 } },
  { time: 2 * minute + 500, tags: b, fields: { value: 7, quality: 64, reason: "rate" } },
  { time: 2 * minute, tags: { ...b, device: "e", variable: "y", commons: "" }, fields: { value: 9 } },
];

async function answer(text: string, precision: Precision = "ms", limits: QueryLimits = defaultLimits): Promise<string> {
  const parsed = parseQuery(text, 10 * minute);
  const [statement] = parsed.ok ? parsed.value : [];
  if (statement === undefined) throw new Error("no statement");
  const source = { rows: (name: string) => (name === "reading" ? rows : []) };
  return new TextDecoder().decode(await answerFromRows({ statement, precision, limits }, source));
}

async function values(text: string): Promise<unknown> {
  const tables = JSON.parse(await answer(text)) as { values: unknown }[];
  return tables.map((table) => table.values);
}

const range = "time >= 1m AND time < 8m";

/** Every expectation was taken from InfluxDB 1.6.7 holding the same rows. */
describe("an answer", () => {
  it("has tags, columns and rows", async () => {
    expect(await answer("SELECT * FROM reading WHERE site = 'a' GROUP BY site LIMIT 1")).toBe(
      '[{"name":"reading","tags":{"site":"a"},"columns":["time","commons","device","origin","quality","reason","received","region","value","variable"],' +
        '"values":[[60000,"water","d",null,192,null,null,"r",1.5,"x"]]}]',
    );
  });

  it("is an empty list without rows", async () => {
    expect(await answer("SELECT value FROM reading WHERE site = 'nowhere'")).toBe("[]");
    expect(await answer("SELECT value FROM nothing")).toBe("[]");
  });

  it.each([
    ["SELECT count(value) FROM reading", [[[0, 5]]]],
    ["SELECT mean(value) FROM reading WHERE time > 1m AND site = 'a'", [[[minute, 3.25]]]],
    ["SELECT max(value) FROM reading WHERE site = 'a'", [[[6 * minute, 4]]]],
    ["SELECT first(value), last(value) FROM reading WHERE time < 10m AND site = 'a'", [[[0, 1.5, 4]]]],
    [
      `SELECT max(value), count(reason) FROM reading WHERE ${range} AND site = 'a' GROUP BY time(2m)`,
      [
        [
          [0, 1.5, 0],
          [120_000, 2.5, 1],
          [240_000, null, 0],
          [360_000, 4, 0],
        ],
      ],
    ],
    [
      `SELECT max(value), count(reason) FROM reading WHERE ${range} AND device = 'e' GROUP BY time(4m)`,
      [
        [
          [0, 9, null],
          [240_000, null, null],
        ],
      ],
    ],
    [
      `SELECT max(value), count(reason) FROM reading WHERE ${range} AND device = 'e' GROUP BY time(4m) fill(3.7)`,
      [
        [
          [0, 9, 3],
          [240_000, 3.7, 3],
        ],
      ],
    ],
    [
      `SELECT max(value), sum(quality) FROM reading WHERE ${range} AND site = 'a' GROUP BY time(1m) fill(linear) OFFSET 1`,
      [
        [
          [120_000, 2.5, 96],
          [180_000, 2.875, 0],
          [240_000, 3.25, 64],
          [300_000, 3.625, 128],
          [360_000, 4, 192],
          [420_000, null, null],
        ],
      ],
    ],
    [
      `SELECT max(value) FROM reading WHERE ${range} GROUP BY time(3m), site fill(previous) ORDER BY time DESC`,
      [
        [
          [360_000, null],
          [180_000, null],
          [0, 9],
        ],
        [
          [360_000, 4],
          [180_000, 4],
          [0, 2.5],
        ],
      ],
    ],
    [
      `SELECT max(value), count(reason) FROM reading WHERE ${range} AND site = 'a' GROUP BY time(1m) fill(none) LIMIT 1 OFFSET 0`,
      [
        [
          [60_000, 1.5, null],
          [180_000, null, 1],
        ],
      ],
    ],
    [
      "SELECT count(value) FROM reading WHERE site = 'a' GROUP BY time(4m)",
      [
        [
          [0, 2],
          [240_000, 1],
          [480_000, 0],
        ],
      ],
    ],
    [
      "SELECT value, reason FROM reading WHERE site = 'a' fill(3)",
      [
        [
          [60_000, 1.5, 3],
          [120_000, 2.5, 3],
          [180_000, 3, "stale"],
          [360_000, 4, 3],
        ],
      ],
    ],
    ["SELECT value FROM reading GROUP BY * LIMIT 1", [[[120_000, 9]], [[60_000, 1.5]], [[120_500, 7]]]],
  ])("%s", async (text, expected) => {
    expect(await values(text)).toEqual(expected);
  });

  it("cuts groups by SLIMIT", async () => {
    expect(await values("SELECT count(value) FROM reading GROUP BY site SLIMIT 1 SOFFSET 1")).toEqual([[[0, 2]]]);
  });
});

describe("times", () => {
  it.each<[Precision, string]>([
    ["rfc3339", '"1970-01-01T00:02:00.5Z"'],
    ["ns", "120500000000"],
    ["u", "120500000"],
    ["ms", "120500"],
    ["s", "120"],
    ["m", "2"],
    ["h", "0"],
  ])("are written in %s", async (precision, expected) => {
    expect(await answer("SELECT last(value) FROM reading WHERE site = 'b'", precision)).toContain(`[[${expected},7]]`);
  });

  it("of an exclusive lower bound are a nanosecond after it", async () => {
    const text = "SELECT count(value) FROM reading WHERE time > 1m";
    expect(await answer(text, "rfc3339")).toContain('[["1970-01-01T00:01:00.000000001Z",4]]');
    expect(await answer(text, "ns")).toContain("[[60000000001,4]]");
    expect(await answer(text, "ms")).toContain("[[60000,4]]");
  });
});

describe("SHOW", () => {
  it.each([
    ["SHOW MEASUREMENTS", '"columns":["name"],"values":[["reading"]]'],
    ["SHOW TAG KEYS WHERE device = 'e'", '"columns":["tagKey"],"values":[["device"],["region"],["site"],["variable"]]'],
    ["SHOW TAG VALUES WITH KEY IN (site, device) LIMIT 3", '"values":[["device","d"],["device","e"],["site","a"]]'],
    ["SHOW TAG VALUES FROM reading WITH KEY = site WHERE device =~ /e/", '"values":[["site","b"]]'],
    [
      "SHOW FIELD KEYS LIMIT 2",
      '"columns":["fieldKey","fieldType"],"values":[["origin","string"],["quality","integer"]]',
    ],
    ["SHOW DATABASES", '[{"name":"databases","columns":["name"],"values":[["homeostat"]]}]'],
    ["SHOW RETENTION POLICIES", '"values":[["autogen","0s","168h0m0s",1,true]]'],
    ["SHOW TAG VALUES FROM nothing WITH KEY = site", "[]"],
  ])("%s", async (text, expected) => {
    expect(await answer(text)).toContain(expected);
  });
});

describe("too much", () => {
  const limits = { rows: 1_000, groups: 2 };

  it("is refused by rows, filled ones too, before they are made", async () => {
    await expect(answer("SELECT mean(value) FROM reading GROUP BY time(1ms)", "ms", limits)).rejects.toMatchObject({
      code: "query-limit",
    });
  });

  it("is refused by groups", async () => {
    await expect(answer("SELECT value FROM reading GROUP BY *", "ms", limits)).rejects.toMatchObject({
      code: "query-limit",
    });
  });
});

it("refuses what has no plan", async () => {
  await expect(answer("SELECT mean(reason) FROM reading")).rejects.toMatchObject({ code: "query-invalid" });
  await expect(answer("SELECT value FROM reading WHERE site =~ /(/")).rejects.toMatchObject({ code: "query-invalid" });
});
