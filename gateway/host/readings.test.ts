import { describe, expect, it } from "vitest";
import type { Derived, Input } from "../../rules/engine/types.ts";
import { readingsOf } from "./readings.ts";

const input: Input = { path: "gauge/p1", value: 1.02, quality: "good", reasons: [], measuredAt: 1_000 };
const worked = (change: Partial<Derived>): Derived => ({
  path: "site/level",
  value: -2.2,
  quality: "good",
  reasons: [],
  substituted: false,
  measuredAt: 1_000,
  ...change,
});

describe("the readings of a scan", () => {
  it("are the inputs as read and what was worked out", () => {
    const readings = readingsOf([input], { judged: [], derived: [worked({ substituted: true })] }, 1_010);
    expect(readings.map(({ path, value, origin }) => [path, value, origin])).toEqual([
      ["gauge/p1", 1.02, "measured"],
      ["site/level", -2.2, "substituted"],
    ]);
  });

  it("carry the engine's judgement instead of the device's, once", () => {
    const verdict = worked({ path: "gauge/p1", value: null, quality: "bad", reasons: ["sensor-range"] });
    const readings = readingsOf([input], { judged: [verdict], derived: [] }, 1_010);
    expect(readings).toMatchObject([{ path: "gauge/p1", value: null, quality: "bad", reasons: ["sensor-range"] }]);
  });

  it("include what went stale although nothing arrived", () => {
    const stale = worked({ path: "gauge/p1", value: null, quality: "bad", reasons: ["stale"], measuredAt: 11_001 });
    expect(readingsOf([], { judged: [stale], derived: [] }, 11_001)).toMatchObject([
      { path: "gauge/p1", reasons: ["stale"] },
    ]);
  });

  it("say when they were got only when that is more than a second later", () => {
    const at = (now: number) => readingsOf([input], { judged: [], derived: [] }, now)[0]?.receivedAt;
    expect([at(2_000), at(2_001)]).toEqual([undefined, 2_001]);
  });
});
