import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BirthIndex } from "../../test/support/birth-index.ts";
import { anyIdentity } from "../../test/support/identity.ts";
import { origins, reasons } from "../quality.ts";
import { ReadingBuffer } from "./columns.ts";
import { decodePayload } from "./decode.ts";
import { DataDecoder } from "./decode-data.ts";
import { encodePayload } from "./encode.ts";
import { DataEncoder, type DataMetric, type DataRows } from "./encode-data.ts";
import { remarksOf } from "./quality.ts";
import { dataTypes, type Metric } from "./types.ts";

const metrics: readonly DataMetric[] = [
  { name: "level", type: "Double" },
  { name: "level-inner-side-of-the-weir-at-the-pumping-station", type: "Double" },
  { name: "running", type: "Boolean" },
  { name: "speed", alias: 300, type: "Double" },
];
const names = metrics.map(({ name }) => name);

function decoder(): DataDecoder {
  const index = new BirthIndex((name) => names.indexOf(name));
  index.learn([{ name: "speed", alias: 300, datatype: dataTypes.Double, value: 0 }]);
  return new DataDecoder(index);
}

interface Row {
  readonly variable: number;
  readonly measuredAt: number;
  readonly value: number;
  readonly quality: number;
  readonly reasons: number;
  readonly origin: number;
  readonly receivedAt: number;
}

const anyRow: fc.Arbitrary<Row> = fc
  .record({
    variable: fc.nat(metrics.length - 1),
    measuredAt: fc.integer({ min: 0, max: 2 ** 45 }),
    value: fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constant(Number.NaN)),
    quality: fc.nat(3),
    reasons: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(2 ** reasons.length - 1)),
    origin: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(origins.length - 1)),
    receivedAt: fc.oneof({ weight: 3, arbitrary: fc.constant(Number.NaN) }, fc.integer({ min: 0, max: 2 ** 45 })),
  })
  .map((row) => {
    const isContact = metrics[row.variable]?.type === "Boolean" && !Number.isNaN(row.value);
    return isContact ? { ...row, value: row.value > 0 ? 1 : 0 } : row;
  });

function columnsOf(rows: readonly Row[]): DataRows {
  return {
    variable: Uint16Array.from(rows, (row) => row.variable),
    measuredAt: Float64Array.from(rows, (row) => row.measuredAt),
    value: Float64Array.from(rows, (row) => row.value),
    quality: Uint8Array.from(rows, (row) => row.quality),
    reasons: Uint16Array.from(rows, (row) => row.reasons),
    origin: Uint8Array.from(rows, (row) => row.origin),
    receivedAt: Float64Array.from(rows, (row) => row.receivedAt),
  };
}

/** What the store should get for a row. */
function expected(rows: DataRows, at: number) {
  const hasValue = !Number.isNaN(rows.value[at]!) && rows.quality![at] !== 3;
  const said = reasons.filter((_, bit) => rows.reasons![at]! & (1 << bit)).join(",");
  const origin = origins[rows.origin![at]!]!;
  return {
    series: rows.variable[at],
    measuredAt: rows.measuredAt[at],
    value: hasValue ? rows.value[at] : Number.NaN,
    quality: hasValue ? [-1, 192, 64][rows.quality![at]!] : 0,
    reason: said === "" && !hasValue ? "missing" : said,
    origin: origin === "measured" ? "" : origin,
    receivedAt: rows.receivedAt![at],
  };
}

function stored(out: ReadingBuffer, at: number) {
  return {
    series: out.series[at],
    measuredAt: out.measuredAt[at],
    value: out.value[at],
    quality: out.quality[at],
    reason: out.texts[out.reason[at]!] ?? "",
    origin: out.texts[out.origin[at]!] ?? "",
    receivedAt: out.receivedAt[at],
  };
}

describe("data messages", () => {
  it("come out as the columns that went in, whatever came before on the topic", () => {
    const messages = fc.array(
      fc.record({
        rows: fc.array(anyRow, { maxLength: 8 }),
        timestamp: fc.nat(),
        seq: fc.nat(255),
        historical: fc.boolean(),
        identity: fc.option(anyIdentity, { nil: undefined }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(messages, (all) => {
        const encoder = new DataEncoder(metrics);
        const topic = decoder();
        const out = new ReadingBuffer();
        for (const { rows, identity, ...rest } of all) {
          const columns = columnsOf(rows);
          const span = { rows: columns, from: 0, to: rows.length };
          const bytes = encoder.encode({ ...rest, ...span, ...(identity === undefined ? {} : { identity }) });
          out.clear();
          expect(topic.decode(bytes, out)).toEqual({
            ok: true,
            value: {
              timestamp: rest.timestamp,
              seq: rest.seq,
              rows: rows.length,
              skipped: 0,
              unknownAliases: 0,
              historical: rest.historical ? rows.length : 0,
              identity,
            },
          });
          for (let row = 0; row < rows.length; row++) expect(stored(out, row)).toEqual(expected(columns, row));
        }
      }),
    );
  });

  it("are the same to the plain codec, byte for byte", () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 5 }), fc.option(anyIdentity), (rows, identity) => {
        const bytes = new DataEncoder(metrics).encode({
          ...{ timestamp: 5, seq: 0, historical: true, rows: columnsOf(rows), from: 0, to: rows.length },
          ...(identity === null ? {} : { identity }),
        });
        const payload = decodePayload(bytes);
        if (!payload.ok) throw new Error(payload.error.detail);
        expect(Buffer.from(encodePayload(payload.value)).equals(bytes)).toBe(true);
      }),
    );
  });

  it("of third parties are read the same fast and plain", () => {
    const value = fc.oneof(
      fc.record({ datatype: fc.constantFrom(1, 2, 3), value: fc.integer({ min: -128, max: 127 }) }),
      fc.record({ datatype: fc.constantFrom(5, 6, 7), value: fc.nat(255) }),
      fc.record({ datatype: fc.constantFrom(4), value: fc.integer({ min: -(2 ** 50), max: 2 ** 50 }) }),
      fc.record({ datatype: fc.constant(9), value: fc.float({ noDefaultInfinity: true, noNaN: true }) }),
      fc.record({ datatype: fc.constant(11), value: fc.boolean() }),
      fc.record({ datatype: fc.constant(12), value: fc.string() }),
    );
    const metric = fc
      .tuple(fc.constantFrom("level", "running", "unknown"), fc.option(fc.nat(2 ** 31)), value)
      .map(([name, at, rest]): Metric => ({ name, ...(at === null ? {} : { timestamp: at }), ...rest }));
    fc.assert(
      fc.property(fc.array(metric, { maxLength: 6 }), (list) => {
        const out = new ReadingBuffer();
        const bytes = encodePayload({ timestamp: 77, metrics: list });
        const kept = list.filter(({ name, value: said }) => name !== "unknown" && typeof said !== "string");
        expect(decoder().decode(bytes, out)).toMatchObject({
          value: { rows: kept.length, skipped: list.length - kept.length, seq: -1 },
        });
        for (const [row, { name, value: said, timestamp }] of kept.entries()) {
          expect(out.series[row]).toBe(names.indexOf(name ?? ""));
          expect(out.value[row]).toBe(Number(said));
          expect(out.measuredAt[row]).toBe(timestamp ?? 77);
        }
      }),
    );
  });

  it("never throw on random, cut or damaged bytes, and leave no row behind when they are at fault", () => {
    const rows = columnsOf([
      { variable: 0, measuredAt: 1e12, value: 1, quality: 2, reasons: 3, origin: 1, receivedAt: 1e12 },
      { variable: 3, measuredAt: 1e12, value: 1, quality: 0, reasons: 0, origin: 0, receivedAt: Number.NaN },
    ]);
    const good = new DataEncoder(metrics).encode({ timestamp: 1, seq: 1, historical: true, rows, from: 0, to: 2 });
    const topic = decoder();
    const out = new ReadingBuffer();
    const damaged = fc
      .tuple(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length))
      .map(([at, byte, end]) => good.with(at, byte).subarray(0, end));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), damaged), (bytes) => {
        out.clear();
        const head = topic.decode(bytes, out);
        expect(out.length).toBe(head.ok ? head.value.rows : 0);
        expect(topic.decode(good, out)).toMatchObject({ ok: true, value: { rows: 2 } });
      }),
      { numRuns: 3000 },
    );
  });

  it("name a metric by name or by alias alone, with its time and without data type (tck-id-payloads-name-requirement, tck-id-payloads-alias-data-cmd-requirement, tck-id-payloads-metric-datatype-not-req, tck-id-payloads-ndata-timestamp, tck-id-payloads-ddata-timestamp, tck-id-payloads-ndata-seq, tck-id-payloads-ddata-seq)", () => {
    const row = { measuredAt: 1, value: 1, quality: 0, reasons: 0, origin: 0, receivedAt: Number.NaN };
    const rows = columnsOf([
      { ...row, variable: 0 },
      { ...row, variable: 3 },
    ]);
    const bytes = new DataEncoder(metrics).encode({ timestamp: 2, seq: 0, historical: false, rows, from: 0, to: 2 });
    expect(decodePayload(bytes)).toEqual({
      ok: true,
      value: {
        timestamp: 2,
        seq: 0,
        metrics: [
          { name: "level", timestamp: 1, value: 1 },
          { alias: 300, timestamp: 1, value: 1 },
        ],
      },
    });
  });

  it("tell of an alias no birth declared, and read it once the birth has come", () => {
    const index = new BirthIndex((name) => names.indexOf(name));
    const topic = new DataDecoder(index);
    const bytes = encodePayload(
      { timestamp: 1, metrics: [{ alias: 7, value: -5, datatype: dataTypes.Int8 }] },
      { datatypes: false },
    );
    const out = new ReadingBuffer();
    expect(topic.decode(bytes, out)).toMatchObject({ value: { rows: 0, unknownAliases: 1 } });
    index.learn([{ name: "level", alias: 7, datatype: dataTypes.Int8, value: 0 }]);
    topic.forget();
    expect(topic.decode(bytes, out)).toMatchObject({ value: { rows: 1, unknownAliases: 0 } });
    expect(out.value[0]).toBe(-5);
  });

  it("with a number that is not finite are bad, and not taken for a plain reading", () => {
    const topic = decoder();
    const out = new ReadingBuffer();
    for (const value of [1.5, Number.POSITIVE_INFINITY, Number.NaN]) {
      const metric = { name: "level", timestamp: 1, datatype: dataTypes.Double, value };
      topic.decode(encodePayload({ metrics: [metric] }, { datatypes: false }), out);
    }
    expect([...out.value.subarray(0, 3)]).toEqual([1.5, Number.NaN, Number.NaN]);
    expect([...out.quality.subarray(0, 3)]).toEqual([-1, 0, 0]);
    expect(out.texts[out.reason[2]!]).toBe("missing");
  });

  it("without any time are refused", () => {
    const bytes = encodePayload({ metrics: [{ name: "level", value: 1.5 }] });
    expect(decoder().decode(bytes, new ReadingBuffer())).toMatchObject({ ok: false, error: { kind: "malformed" } });
  });

  it("cannot be written of a variable that is not known or from before 1970, which are bugs", () => {
    const row = { variable: 0, measuredAt: 1, value: 1, quality: 0, reasons: 0, origin: 0, receivedAt: Number.NaN };
    const encode = (rows: DataRows) =>
      new DataEncoder(metrics).encode({ timestamp: 1, seq: 0, historical: false, rows, from: 0, to: 1 });
    expect(() => encode(columnsOf([{ ...row, variable: 9 }]))).toThrow(RangeError);
    expect(() => encode(columnsOf([{ ...row, measuredAt: -1 }]))).toThrow(RangeError);
  });
});

describe("quality on the wire", () => {
  const wire = (quality: number, bits: number) => {
    const rows = columnsOf([
      { variable: 0, measuredAt: 1, value: 2, quality, reasons: bits, origin: 0, receivedAt: Number.NaN },
    ]);
    const bytes = new DataEncoder(metrics).encode({ timestamp: 1, seq: 0, historical: false, rows, from: 0, to: 1 });
    const payload = decodePayload(bytes);
    if (!payload.ok) throw new Error(payload.error.detail);
    const metric = payload.value.metrics[0]!;
    expect(metric.properties?.get("Quality")?.type ?? dataTypes.Int32).toBe(dataTypes.Int32);
    return {
      value: metric.value,
      ...Object.fromEntries([...(metric.properties ?? [])].map(([key, { value }]) => [key, value])),
    };
  };
  const stale = 1 << reasons.indexOf("stale");
  const spike = 1 << reasons.indexOf("spike");

  it("is one of 0, 192, 500 as Int32 (tck-id-payloads-propertyset-quality-value-type, tck-id-payloads-propertyset-quality-value-value)", () => {
    expect(wire(0, 0)).toEqual({ value: 2 });
    expect(wire(1, 0)).toEqual({ value: 2, Quality: 192 });
    expect(wire(2, spike)).toEqual({ value: 2, Quality: 0, q: 64, reason: "spike" });
    expect(wire(3, stale | spike)).toEqual({ value: null, Quality: 500, reason: "spike,stale" });
    expect(wire(3, spike)).toEqual({ value: null, Quality: 0, reason: "spike" });
  });

  it("of third parties is bad where it is no number we know", () => {
    const of = (value: number | string) => remarksOf(new Map([["Quality", { value }]]));
    expect(of(500)).toMatchObject({ quality: 0, reason: "stale" });
    expect(of(192)).toMatchObject({ quality: 192, reason: "" });
    expect(of("GOOD")).toMatchObject({ quality: 0 });
    expect(of(17)).toMatchObject({ quality: 0 });
    expect(remarksOf(new Map([["engUnit", { value: "m" }]]))).toMatchObject({ quality: -1 });
    expect(
      remarksOf(
        new Map([
          ["reason", { value: "spike,drop table" }],
          ["origin", { value: "heaven" }],
        ]),
      ),
    ).toMatchObject({
      reason: "spike",
      origin: "",
    });
  });
});
