import { describe, expect, it } from "vitest";
import { Bench, t0, words } from "../testing/site.ts";
import type { Action } from "../types.ts";
import { standingModes } from "./modes.ts";

const { minute } = Bench;
const stopped = {
  "dry-float": { when: "v('io/float-low')", whenUnknown: "act", force: "stop", actuators: ["pump-1"] },
};
const modeOf = (bench: Bench, id: string) =>
  standingModes(bench.engine, () => undefined).find(({ actuator }) => actuator === id);
const override = (bench: Bench, value: number): Action => {
  return {
    kind: "override",
    id: "o",
    actor: "bob",
    actuator: "pump-1",
    value,
    until: bench.now + minute,
    reason: "rack",
  };
};

describe("what decides over an actuator", () => {
  it("is its reflex, by name, while nothing is the matter", () => {
    const bench = new Bench().set({ "gauge/level": -2.1 }).run(minute);
    expect(modeOf(bench, "pump-1")).toEqual({ actuator: "pump-1", layer: "homeostasis", by: "drain" });
  });

  it("is a person while an override stands, with value, reason and end; afterwards its reflex again", () => {
    const bench = new Bench().set({ "gauge/level": -2.1 }).run(10 * minute);
    const until = bench.now + minute;
    bench.scan(0, [override(bench, 0)]);
    const held = { by: "bob", value: 0, reason: "rack", until };
    expect(modeOf(bench, "pump-1")).toEqual({ actuator: "pump-1", layer: "override", by: "bob", override: held });
    bench.run(minute + 1_000);
    expect(modeOf(bench, "pump-1")).not.toHaveProperty("override");
  });

  it("tells when an order ends that is kept elsewhere", () => {
    const bench = new Bench().set({ "gauge/level": -2.1 }).run(10 * minute);
    bench.scan(0, [override(bench, 0)]);
    const [pump] = standingModes(bench.engine, (id) => (id === "pump-1" ? t0 + 5 : undefined));
    expect(pump?.override?.until).toBe(t0 + 5);
  });

  it("is an interlock that acts, and the override under it is still told", () => {
    const bench = new Bench({ interlocks: stopped }).run(10 * minute);
    bench.scan(0, [override(bench, 80)]);
    bench.set({ "io/float-low": 1 }).run(5_000);
    expect(modeOf(bench, "pump-1")).toMatchObject({ layer: "interlock", by: "dry-float", override: { value: 80 } });
  });

  it("is degraded while its reflex goes on without its input, and no longer than that", () => {
    const bench = new Bench({ charter: { reflexes: { drain: words.drain } } }).set({ "gauge/level": -2.1 }).run(minute);
    bench.set({ "gauge/level": null }).run(5_000);
    expect(modeOf(bench, "pump-1")).toMatchObject({ layer: "homeostasis", degraded: true });
    expect(modeOf(bench, "siren")).not.toHaveProperty("degraded");
    bench.set({ "gauge/level": -2.1 }).run(5_000);
    expect(modeOf(bench, "pump-1")).not.toHaveProperty("degraded");
  });
});
