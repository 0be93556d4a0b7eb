import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "./compile/compile.ts";
import { createEngine, longestPause, step, stepColumns } from "./engine.ts";
import type { Columns } from "./image/accept.ts";
import { Q, reasonBit } from "./image/arena.ts";
import { snapshot } from "./snapshot.ts";
import { alarmWords, Bench, type SiteParts, t0, testSite } from "./testing/site.ts";

const hi = alarmWords({ variable: "gauge/level", type: "hi", limit: -2, deadband: 0.02, onDelay: "3s" });
const site: SiteParts = { charter: { alarms: { "level-hi": hi } } };
const fresh = () => createEngine(compile(testSite(site)), { now: t0, prefix: "1-test" });

interface Row {
  readonly value: number;
  readonly quality: 0 | 1 | 2;
}

function columnsOf(index: number, rows: readonly Row[], from: number): Columns {
  return {
    count: rows.length,
    indices: Uint32Array.from(rows, () => index),
    values: Float64Array.from(rows, (row) => row.value),
    qualities: Uint8Array.from(rows, (row) => row.quality),
    reasons: Uint16Array.from(rows, (row) => (row.quality === Q.bad ? reasonBit.comms : 0)),
    measuredAt: Float64Array.from(rows, (_, order) => from + order),
  };
}

const names = ["bad", "uncertain", "good"] as const;

describe("a scan", () => {
  it("decides the same on columns as on an image", () => {
    const row = fc.record({ value: fc.double({ min: -5, max: 1, noNaN: true }), quality: fc.constantFrom(0, 1, 2) });
    fc.assert(
      fc.property(fc.array(fc.array(row, { maxLength: 4 }), { maxLength: 12 }), (scans) => {
        const [byColumns, byImage] = [fresh(), fresh()];
        const index = byColumns.compiled.index.get("gauge/level") ?? -1;
        for (const [order, rows] of scans.entries()) {
          const now = t0 + (order + 1) * 1_000;
          const inputs = rows.map(({ value, quality }, place) => ({
            path: "gauge/level",
            value,
            quality: names[quality as 0 | 1 | 2],
            reasons: quality === Q.bad ? (["comms"] as const) : [],
            measuredAt: now - 500 + place,
          }));
          const one = stepColumns(byColumns, columnsOf(index, rows as Row[], now - 500), now);
          const other = step(byImage, { inputs, actions: [] }, now);
          expect({ ...one, judged: [] }).toEqual({ ...other, judged: [] });
        }
        expect(snapshot(byColumns)).toEqual(snapshot(byImage));
      }),
      { numRuns: 50 },
    );
  });

  it("tells which readings it trusts less than their device", () => {
    const engine = fresh();
    const read = (value: number, measuredAt: number) =>
      step(
        engine,
        { inputs: [{ path: "gauge/level", value, quality: "good", reasons: [], measuredAt }], actions: [] },
        t0,
      );
    expect(read(-2, t0 - 2).judged).toEqual([]);
    expect(read(5, t0 - 1).judged).toMatchObject([{ path: "gauge/level", value: null, reasons: ["sensor-range"] }]);
  });

  it("marks a reading from the future and is not deafened by it", () => {
    const engine = fresh();
    const read = (value: number, measuredAt: number, now: number) =>
      step(
        engine,
        { inputs: [{ path: "gauge/level", value, quality: "good", reasons: [], measuredAt }], actions: [] },
        now,
      );
    const future = t0 + 3_600_000;
    expect(read(-2, future, t0).judged).toMatchObject([{ reasons: ["clock"], measuredAt: future }]);
    expect(read(-2.1, t0 + 1_000, t0 + 1_000).judged).toEqual([]);
  });

  it("asks for nothing sooner than something can happen", () => {
    const quiet = createEngine(compile({ ...testSite(), points: {}, actuators: {}, charter: bare }), {
      now: t0,
      prefix: "q",
    });
    expect(step(quiet, { inputs: [], actions: [] }, t0).nextAt).toBe(t0 + longestPause);
  });

  it("raises at the same moment when scans come only at the times it asks for", () => {
    const bench = new Bench(site).set({ "gauge/level": -1.9 });
    let next = bench.scan(0).nextAt;
    while (bench.alarms().length === 0 && next < t0 + 60_000) next = bench.scan(next - bench.now).nextAt;
    expect(bench.alarms()[0]?.at).toBe(t0 + 3_000);
  });
});

const bare = { ...testSite().charter, ranges: {}, reflexes: {}, alarms: {} };
