import fc from "fast-check";
import { expect, test } from "vitest";
import { origins, reasons } from "../../core/quality.ts";
import { type Carried, ColumnBuffer, type Row, rowOf } from "./columns.ts";
import { frameAt, makeFrame, scanFrames } from "./frame.ts";
import { countsOf, makeReadingFrame, readReadingFrame } from "./reading-frame.ts";

const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const row: fc.Arbitrary<Row> = fc.record({
  variable: fc.nat(65_535),
  measuredAt: time,
  value: fc.option(fc.double({ noNaN: true })),
  quality: fc.constantFrom<Carried[]>(0, 1, 2, 3),
  reasons: fc.subarray([...reasons]),
  origin: fc.constantFrom(...origins),
  receivedAt: fc.option(time, { nil: undefined }),
});
const plainRow = row.map(
  (one): Row => ({ ...one, measuredAt: 7, quality: 0, reasons: [], origin: "measured", receivedAt: undefined }),
);

const batchOf = (rows: readonly Row[], firstSeq: number) => {
  const buffer = new ColumnBuffer();
  for (const one of rows) buffer.push(one);
  return buffer.take(firstSeq);
};
const counts = { measured: 12, folded: 3, superseded: 4 };

test("readings come back from their frame as they went in", () => {
  const rows = fc.oneof(fc.array(row, { minLength: 1, maxLength: 200 }), fc.array(plainRow, { minLength: 1 }));
  fc.assert(
    fc.property(rows, fc.nat(), (given, firstSeq) => {
      const batch = batchOf(given, firstSeq);
      const frame = frameAt(makeReadingFrame(batch, counts, 99), 0)!;
      expect(frame).toMatchObject({ kind: "readings", firstSeq, count: given.length, at: 99 });
      expect(countsOf(frame)).toEqual(counts);
      const back = readReadingFrame(frame);
      expect(back).toEqual(batch);
      given.forEach((one, i) => {
        const found = rowOf(back!, i, []);
        expect(found).toMatchObject({
          measuredAt: one.measuredAt,
          value: one.value,
          reasons: one.reasons,
          origin: one.origin,
        });
        expect(found.receivedAt).toBe(one.receivedAt);
      });
    }),
  );
});

test("readings of one moment and no remarks take ten bytes each", () => {
  const rows = Array.from(
    { length: 1000 },
    (_, i): Row => ({ variable: i, measuredAt: 5, value: i, quality: 0, reasons: [], origin: "measured" }),
  );
  expect(makeReadingFrame(batchOf(rows, 0), counts, 0).length).toBe(40 + 40 + 1000 * 10);
});

const frames = (contents: readonly Uint8Array[]): Uint8Array[] =>
  contents.map((content, i) =>
    makeFrame({ kind: "events", firstSeq: i, count: 1, at: 0 }, content.length, (payload) => payload.set(content)),
  );
const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const endOf = (parts: readonly Uint8Array[], last: number): number => joined(parts.slice(0, last + 1)).length;
const contents = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 8 });

test("a file cut anywhere keeps every whole frame before the cut and is not called damaged", () => {
  fc.assert(
    fc.property(contents, fc.nat(), (given, at) => {
      const parts = frames(given);
      const whole = joined(parts);
      const cut = at % (whole.length + 1);
      const scan = scanFrames(whole.subarray(0, cut));
      const fitting = parts.filter((_, i) => endOf(parts, i) <= cut);
      expect(scan.frames).toHaveLength(fitting.length);
      expect(scan.damaged).toBe(false);
      expect(scan.end).toBe(joined(fitting).length);
    }),
  );
});

test("a flipped bit costs at most the frame it is in and is never served", () => {
  fc.assert(
    fc.property(contents, fc.nat(), fc.nat(7), (given, at, bit) => {
      const parts = frames(given);
      const bytes = joined(parts);
      const where = at % bytes.length;
      bytes[where]! ^= 1 << bit;
      const hit = parts.findIndex((_, i) => endOf(parts, i) > where);
      const found = scanFrames(bytes).frames.map((frame) => frame.firstSeq);
      expect(found).toEqual(parts.map((_, i) => i).filter((i) => i !== hit));
    }),
  );
});

test("random bytes are no frames and never throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => scanFrames(bytes).frames.length === 0));
});

test("a readings frame whose columns do not fit is refused", () => {
  const frame = frameAt(
    makeReadingFrame(
      batchOf([{ variable: 1, measuredAt: 1, value: 1, quality: 0, reasons: [], origin: "measured" }], 0),
      counts,
      0,
    ),
    0,
  )!;
  expect(readReadingFrame({ ...frame, count: 1000 })).toBeUndefined();
});
