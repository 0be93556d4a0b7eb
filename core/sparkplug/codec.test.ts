import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyIdentity } from "../../test/support/identity.ts";
import { hexOf } from "../wire/bytes.ts";
import { decodePayload } from "./decode.ts";
import { encodePayload } from "./encode.ts";
import { dataTypes, type Metric, type MetricValue, type Payload } from "./types.ts";

const whole = (min: number, max: number) => fc.integer({ min, max });
const compact = (value: bigint): MetricValue =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : value;

const values: Readonly<Record<number, fc.Arbitrary<MetricValue>>> = {
  [dataTypes.Int8]: whole(-128, 127),
  [dataTypes.Int16]: whole(-32_768, 32_767),
  [dataTypes.Int32]: whole(-(2 ** 31), 2 ** 31 - 1),
  [dataTypes.Int64]: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(compact),
  [dataTypes.UInt8]: whole(0, 255),
  [dataTypes.UInt16]: whole(0, 65_535),
  [dataTypes.UInt32]: whole(0, 2 ** 32 - 1),
  [dataTypes.UInt64]: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(compact),
  [dataTypes.Float]: fc.float(),
  [dataTypes.Double]: fc.double(),
  [dataTypes.Boolean]: fc.boolean(),
  [dataTypes.String]: fc.string({ unit: "grapheme" }),
  [dataTypes.DateTime]: whole(0, 2 ** 45),
  [dataTypes.Bytes]: fc.uint8Array({ maxLength: 300 }),
};

const typed = fc
  .constantFrom(...Object.keys(values).map(Number))
  .chain((datatype) =>
    fc.record({ datatype: fc.constant(datatype), value: fc.option(values[datatype] ?? fc.constant(null)) }),
  );
const property = typed
  .filter(({ datatype }) => datatype !== dataTypes.Bytes)
  .map(({ datatype, value }) => ({ type: datatype, value }));

const anyMetric: fc.Arbitrary<Metric> = fc
  .tuple(
    typed,
    fc.record(
      {
        name: fc.string({ unit: "grapheme", minLength: 1 }),
        alias: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(compact) as fc.Arbitrary<number | bigint>,
        timestamp: whole(0, 2 ** 45),
        isHistorical: fc.boolean(),
        isTransient: fc.boolean(),
        properties: fc.array(fc.tuple(fc.string(), property), { maxLength: 4 }).map((pairs) => new Map(pairs)),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([value, rest]) => ({ ...rest, ...value }));

const anyPayload: fc.Arbitrary<Payload> = fc.record(
  {
    timestamp: whole(0, 2 ** 45),
    metrics: fc.array(anyMetric, { maxLength: 6 }),
    seq: whole(0, 255),
    uuid: fc.string(),
    body: fc.uint8Array(),
    identity: anyIdentity,
  },
  { requiredKeys: ["metrics"] },
);

describe("sparkplug payload", () => {
  it("reads back whatever was written", () => {
    fc.assert(
      fc.property(anyPayload, (payload) => {
        expect(decodePayload(encodePayload(payload))).toEqual({ ok: true, value: payload });
      }),
    );
  });

  it("never throws on random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodePayload(bytes)),
      { numRuns: 2000 },
    );
  });

  it("never throws on a damaged message, and refuses one cut inside a field", () => {
    fc.assert(
      fc.property(anyPayload, fc.nat(), fc.nat(), (payload, at, byte) => {
        const bytes = encodePayload(payload);
        decodePayload(bytes.slice(0, at % (bytes.length + 1)));
        if (bytes.length > 0) bytes[at % bytes.length] = byte;
        decodePayload(bytes);
      }),
    );
    const one = encodePayload({ timestamp: 1, metrics: [{ name: "level", timestamp: 2, value: 3.5 }] });
    for (let length = 3; length < one.length; length++) expect(decodePayload(one.slice(0, length)).ok).toBe(false);
  });

  it("writes seq 0, value 0, false and empty text, because presence matters", () => {
    const bytes = encodePayload({
      metrics: [
        { datatype: dataTypes.Int32, value: 0 },
        { datatype: dataTypes.Boolean, value: false },
        { datatype: dataTypes.String, value: "" },
      ],
      seq: 0,
    });
    expect(hexOf(bytes)).toBe("120420035000" + "1204200b7000" + "1204200c7a00" + "1800");
  });

  it("reads Int8 -5 whether it was written as 251 or as 0xFFFFFFFB or with ten bytes", () => {
    for (const carried of ["50fb01", "50fbffffff0f", "50fbffffffffffffffff01"]) {
      const body = `2001${carried}`;
      const bytes = Buffer.from(`12${(body.length / 2).toString(16).padStart(2, "0")}${body}`, "hex");
      expect(decodePayload(bytes)).toMatchObject({ ok: true, value: { metrics: [{ value: -5 }] } });
    }
  });

  it("keeps an integer within 64 bits, however many its bytes claim", () => {
    const bytes = Buffer.from("120b10ffffffffffffffffff7f", "hex");
    expect(decodePayload(bytes)).toMatchObject({ ok: true, value: { metrics: [{ alias: 2n ** 64n - 1n }] } });
  });

  it("reads UInt32 from the int field and from the long field", () => {
    for (const tag of ["50", "58"]) {
      const bytes = Buffer.from(`12082007${tag}80d0acf30e`, "hex");
      expect(decodePayload(bytes)).toMatchObject({ ok: true, value: { metrics: [{ value: 4_000_000_000 }] } });
    }
  });

  it("skips unknown fields of every wire type", () => {
    const unknown = "a80601" + "a90600000000000000ff" + "aa060201ff" + "ad06000000ff";
    const bytes = Buffer.from(`${unknown}1805${unknown}`, "hex");
    expect(decodePayload(bytes)).toEqual({ ok: true, value: { metrics: [], seq: 5 } });
  });

  it("reads data sets and templates as unsupported and the rest of the message as usual", () => {
    const bytes = Buffer.from("12058a010208021205920102080212096900000000000000401803", "hex");
    expect(decodePayload(bytes)).toEqual({
      ok: true,
      value: {
        metrics: [{ value: { unsupported: "DataSet" } }, { value: { unsupported: "Template" } }, { value: 2 }],
        seq: 3,
      },
    });
  });

  it("refuses properties whose keys and values do not pair (tck-id-payloads-propertyset-keys-array-size, tck-id-payloads-propertyset-values-array-size)", () => {
    const bytes = Buffer.from("12054a030a0171", "hex");
    expect(decodePayload(bytes)).toMatchObject({ ok: false, error: { kind: "properties" } });
  });

  it("refuses an identity of a later version instead of taking the sender for one without", () => {
    const bytes = Buffer.from("8ab518020201", "hex");
    expect(decodePayload(bytes)).toMatchObject({ ok: false, error: { kind: "identity" } });
  });

  it("throws on a value its type cannot carry, which is a bug", () => {
    const wrong: Metric[] = [
      { datatype: dataTypes.Int32, value: 1.5 },
      { datatype: dataTypes.Boolean, value: 1 },
      { datatype: dataTypes.DataSet, value: 1 },
      { datatype: dataTypes.Int64, value: Number.NaN },
    ];
    for (const metric of wrong) expect(() => encodePayload({ metrics: [metric] })).toThrow(TypeError);
  });
});
