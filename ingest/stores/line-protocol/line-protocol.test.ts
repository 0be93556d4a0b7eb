import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReadingColumns, Series } from "../../../core/ports/store.ts";
import { type EventRow, eventRows } from "../event-rows.ts";
import { pointPrefix, stringField, tagText } from "./escape.ts";
import { writeEventLine } from "./event-lines.ts";
import { LineBuffer } from "./line-buffer.ts";
import { ReadingLines } from "./reading-lines.ts";

type FieldValue = number | bigint | string | boolean;

interface Point {
  readonly measurement: string;
  readonly tags: Record<string, string>;
  readonly fields: Record<string, FieldValue>;
  readonly time: number;
}

/** Cuts at a sign that is neither escaped nor, with `quoted`, inside a text. */
function cut(text: string, sign: string, quoted: boolean): string[] {
  const parts = [""];
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const next = text[at] as string;
    const isEscape = next === "\\" && at + 1 < text.length;
    if (quoted && next === '"') inText = !inText;
    if (next === sign && !inText) parts.push("");
    else parts[parts.length - 1] += isEscape ? next + (text[at + 1] as string) : next;
    if (isEscape) at += 1;
  }
  return parts;
}

/** Where the first space that is not escaped stands. */
function endOfHead(text: string): number {
  let at = 0;
  while (at < text.length && text[at] !== " ") at += text[at] === "\\" ? 2 : 1;
  return at;
}

/** The line that a text begins with: quotes mean something behind its head only. */
function firstLine(text: string): string {
  const head = endOfHead(text);
  return text.slice(0, head) + cut(text.slice(head), "\n", true)[0];
}

const plain = (text: string): string => text.replace(/\\([,= ])/g, "$1");

function fieldOf(text: string): FieldValue {
  if (text.startsWith('"')) return text.slice(1, -1).replace(/\\(["\\])/g, "$1");
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+i$/.test(text) ? BigInt(text.slice(0, -1)) : Number(text);
}

/** Reads line protocol as its reference describes it; nothing of it is taken from the writer. */
function parse(bytes: Uint8Array): Point[] {
  const lines: string[] = [];
  for (let rest = new TextDecoder().decode(bytes); rest !== ""; rest = rest.slice((lines.at(-1) ?? "").length + 1)) {
    lines.push(firstLine(rest));
    expect(rest[(lines.at(-1) ?? "").length]).toBe("\n");
  }
  return lines.map((line) => {
    const head = line.slice(0, endOfHead(line));
    const [fields = "", time, ...rest] = cut(line.slice(head.length + 1), " ", true);
    expect(rest).toEqual([]);
    expect(time).toMatch(/^-?\d+$/);
    const [measurement = "", ...tags] = cut(head, ",", false);
    return {
      measurement: plain(measurement),
      tags: Object.fromEntries(tags.map((tag) => cut(tag, "=", false).map(plain) as [string, string])),
      fields: Object.fromEntries(
        cut(fields, ",", true).map((field) => {
          const at = field.indexOf("=");
          return [field.slice(0, at), fieldOf(field.slice(at + 1))];
        }),
      ),
      time: Number(time),
    };
  });
}

const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
/** Text whose every sign can be written and whose every surrogate has its pair. */
const text = fc.string({ unit: "grapheme", maxLength: 30 });
const tagValue = text.filter((value) => !/[\r\n\\]/.test(value));
const series = fc.record({
  region: id,
  site: id,
  device: id,
  variable: tagValue,
  commons: fc.oneof(id, fc.constant("")),
});
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -4_000_000, max: 4_000_000 }).map((n) => n / 1000),
  fc.integer(),
  fc.constant(Number.NaN),
);
const moment = fc.oneof(
  fc.integer({ min: 0, max: 2_000 }),
  fc.integer({ min: -5_000, max: 5_000 }).map((n) => 1_700_000_000_000 + n),
  fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 }),
);
const reading = fc.record({
  series: fc.nat(2),
  at: moment,
  value,
  quality: fc.constantFrom(-1, 0, 64, 192),
  reason: fc.integer({ min: -1, max: 2 }),
  origin: fc.integer({ min: -1, max: 2 }),
  received: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 0, max: 9_000_000_000_000 })),
});
type Reading = typeof reading extends fc.Arbitrary<infer R> ? R : never;

function columnsOf(rows: readonly Reading[], texts: readonly string[]): ReadingColumns {
  return {
    length: rows.length,
    series: Int32Array.from(rows, (row) => row.series),
    measuredAt: Float64Array.from(rows, (row) => row.at),
    value: Float64Array.from(rows, (row) => row.value),
    quality: Int16Array.from(rows, (row) => row.quality),
    reason: Int16Array.from(rows, (row) => row.reason),
    origin: Int16Array.from(rows, (row) => row.origin),
    receivedAt: Float64Array.from(rows, (row) => row.received),
    texts,
  };
}

/** What a reading is as a point; undefined when it has no field. */
function pointOf(row: Reading, all: readonly Series[], texts: readonly string[]): Point | undefined {
  const fields: Record<string, FieldValue> = {};
  if (!Number.isNaN(row.value)) fields["value"] = row.value;
  if (row.quality >= 0) fields["quality"] = BigInt(row.quality);
  if (row.reason >= 0) fields["reason"] = texts[row.reason] ?? "";
  if (row.origin >= 0) fields["origin"] = texts[row.origin] ?? "";
  if (!Number.isNaN(row.received)) fields["received"] = BigInt(row.received);
  if (Object.keys(fields).length === 0) return undefined;
  const tags = Object.fromEntries(Object.entries(all[row.series] ?? {}).filter(([, tag]) => tag !== ""));
  return { measurement: "reading", tags, fields, time: row.at };
}

describe("readings as line protocol", () => {
  it("read back as they were, whatever they hold and however small the blocks are", () => {
    const input = fc.record({
      all: fc.array(series, { minLength: 3, maxLength: 3 }),
      texts: fc.array(text, { minLength: 3, maxLength: 3 }),
      rows: fc.array(reading, { maxLength: 40 }),
      lines: fc.integer({ min: 1, max: 7 }),
    });
    fc.assert(
      fc.property(input, ({ all, texts, rows, lines }) => {
        const writer = new ReadingLines();
        writer.learn(all.map((one, index) => ({ id: index, ...one })));
        const columns = columnsOf(rows, texts);
        const points: Point[] = [];
        const buffer = new LineBuffer();
        for (let row = 0; row < rows.length; ) {
          buffer.clear();
          row = writer.write(columns, row, buffer, { lines, bytes: 100_000 });
          expect(buffer.lines).toBeLessThanOrEqual(lines);
          expect(buffer.ends.at(-1) ?? 0).toBe(buffer.length);
          const read = parse(buffer.bytes.subarray(0, buffer.length));
          expect(read).toHaveLength(buffer.lines);
          expect(read).toEqual(buffer.origins.map((origin) => pointOf(rows[origin] as Reading, all, texts)));
          points.push(...read);
        }
        expect(points).toEqual(rows.map((row) => pointOf(row, all, texts)).filter((point) => point !== undefined));
      }),
      { numRuns: 200 },
    );
  });

  it("name their tags in the order that servers sort them", () => {
    const prefix = pointPrefix("reading", { site: "polder", region: "north", device: "", variable: "a b,c=d" });
    expect(prefix).toBe("reading,region=north,site=polder,variable=a\\ b\\,c\\=d ");
  });

  it("keep the sign of zero, small numbers and large ones", () => {
    const buffer = new LineBuffer();
    const numbers = [0, -0, 1e-9, 2.5e21, -1234.567, 2_147_483.647, 2_147_483.648, 0.1 + 0.2, 5e-324, 1.005];
    for (const number of numbers) {
      buffer.clear();
      buffer.float(number);
      expect(Number(new TextDecoder().decode(buffer.bytes.subarray(0, buffer.length)))).toBe(number);
    }
  });
});

describe("events as line protocol", () => {
  it("read back as they were", () => {
    const row: fc.Arbitrary<EventRow> = fc.record({
      measurement: fc.constant("gap" as const),
      time: moment,
      tags: fc.tuple(id, id, tagValue, tagValue),
      fields: fc.tuple(
        fc.nat(),
        fc.option(fc.maxSafeInteger(), { nil: null }),
        fc.nat(),
        fc.option(text, { nil: null }),
        fc.boolean(),
        fc.array(text, { maxLength: 3 }).map((list) => JSON.stringify(list)),
      ),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 10 }), (rows) => {
        const buffer = new LineBuffer();
        for (const [index, one] of rows.entries()) writeEventLine(one, index, buffer);
        const read = parse(buffer.bytes.subarray(0, buffer.length));
        expect(read.map(({ time }) => time)).toEqual(rows.map(({ time }) => time));
        for (const [index, { fields }] of read.entries()) {
          const [start, end, count, reason, estimated, body] = rows[index]?.fields ?? [];
          expect(fields["start_at"]).toBe(BigInt(start as number));
          expect(fields["end_at"]).toBe(end === null ? undefined : BigInt(end as number));
          expect(fields["count"]).toBe(BigInt(count as number));
          expect(fields["reason"]).toBe(reason === null ? undefined : reason);
          expect(fields["estimated"]).toBe(estimated);
          expect(fields["body"]).toBe(body);
        }
      }),
    );
  });

  it("leave out what has no value", () => {
    const event = {
      ...{ kind: "range" as const, at: 5, id: "r1", device: "gauge", variable: "level", version: "1" },
      ...{ viableLow: null, viableHigh: null, healthyLow: -0.5, healthyHigh: null, target: null },
    };
    const [row] = eventRows({ region: "north", site: "polder", event });
    const buffer = new LineBuffer();
    writeEventLine(row as EventRow, 0, buffer);
    const line = new TextDecoder().decode(buffer.bytes.subarray(0, buffer.length));
    const tags = "device=gauge,region=north,site=polder,variable=level";
    expect(line).toBe(`range,${tags} healthy_low=-0.5,version="1" 5\n`);
  });
});

describe("escaping", () => {
  it("writes what a tag cannot hold as something that it can", () => {
    expect(tagText("a\nb\\")).toBe("a\\ b/");
    expect(tagText("a\\b\\,c")).toBe("a\\b/\\,c");
  });

  it("escapes quotes and backslashes of a text, and nothing else", () => {
    expect(stringField('say "hi" \\ a,b=c d')).toBe('"say \\"hi\\" \\\\ a,b=c d"');
  });
});
