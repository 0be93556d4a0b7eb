import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReadingColumns } from "../../../core/ports/store.ts";
import {
  type AppendRest,
  decodeAnswer,
  decodeAppend,
  decodeRequest,
  encodeAnswer,
  encodeAppend,
  encodeRequest,
} from "./frames.ts";

interface PlainRow {
  readonly series: number;
  readonly measuredAt: number;
  readonly value: number;
  readonly quality: number;
  readonly reason: number;
  readonly receivedAt: number;
}

const row: fc.Arbitrary<PlainRow> = fc.record({
  series: fc.nat(1000),
  measuredAt: fc.nat(2 ** 41),
  value: fc.oneof(fc.double(), fc.constant(Number.NaN)),
  quality: fc.constantFrom(-1, -1, -1, 192, 64, 0),
  reason: fc.constantFrom(-1, -1, 0, 1),
  receivedAt: fc.constantFrom(Number.NaN, Number.NaN, 1_700_000_000_000),
});

/** Longer arrays than rows, as a reused buffer has them. */
function columnsOf(rows: readonly PlainRow[], texts: readonly string[]): ReadingColumns {
  const padded = [...rows, { series: 7, measuredAt: 7, value: 7, quality: 0, reason: 0, receivedAt: 7 }];
  return {
    length: rows.length,
    series: Int32Array.from(padded, ({ series }) => series),
    measuredAt: Float64Array.from(padded, ({ measuredAt }) => measuredAt),
    value: Float64Array.from(padded, ({ value }) => value),
    quality: Int16Array.from(padded, ({ quality }) => quality),
    reason: Int16Array.from(padded, ({ reason }) => reason),
    origin: new Int16Array(padded.length).fill(-1),
    receivedAt: Float64Array.from(padded, ({ receivedAt }) => receivedAt),
    texts,
  };
}

const rest: AppendRest = { batch: 3, newSeries: [], events: [], register: [] };

describe("frames of the store child", () => {
  it("carry columns over without losing a row, a quality or a text", () => {
    fc.assert(
      fc.property(fc.array(row), fc.array(row), (first, second) => {
        const parts = [columnsOf(first, ["comms", "stale"]), columnsOf(second, ["rate", "spike"])];
        const request = decodeRequest(encodeAppend(9, rest, parts));
        expect([request.kind, request.id]).toEqual(["append", 9]);
        const { rest: decoded, readings } = decodeAppend(request.body);
        expect(decoded).toEqual(rest);
        expect([...readings.series]).toEqual([...first, ...second].map(({ series }) => series));
        expect([...readings.measuredAt]).toEqual([...first, ...second].map(({ measuredAt }) => measuredAt));
        expect([...readings.value]).toEqual([...first, ...second].map(({ value }) => value));
        const said = Array.from(readings.extras.row, (at, index) => ({
          at,
          quality: readings.extras.quality[index],
          reason: readings.texts[readings.extras.reason[index] ?? -1],
          receivedAt: readings.extras.receivedAt[index],
        }));
        const wanted = [
          ...first.map((one) => ({ ...one, texts: ["comms", "stale"] })),
          ...second.map((one) => ({ ...one, texts: ["rate", "spike"] })),
        ]
          .map(({ quality, reason, receivedAt, texts }, at) => ({ at, quality, reason: texts[reason], receivedAt }))
          .filter(({ quality, reason, receivedAt }) => {
            return quality !== -1 || reason !== undefined || !Number.isNaN(receivedAt);
          });
        expect(said).toEqual(wanted);
      }),
    );
  });

  it("carry requests and answers over with their numbers", () => {
    const body = Uint8Array.of(1, 2, 3);
    expect(decodeRequest(encodeRequest("query", 2 ** 32 - 1, body))).toMatchObject({ kind: "query", id: 2 ** 32 - 1 });
    const answer = decodeAnswer(encodeAnswer("limit", 5, body));
    expect({ ...answer, body: [...answer.body] }).toEqual({ kind: "limit", id: 5, body: [1, 2, 3] });
  });

  it("are refused when they are none", () => {
    expect(() => decodeRequest(Uint8Array.of(99, 0, 0, 0, 0, 0, 0, 0))).toThrow(RangeError);
    expect(() => decodeAnswer(new Uint8Array(3))).toThrow(RangeError);
  });
});
