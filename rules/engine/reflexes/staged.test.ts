import { describe, expect, it } from "vitest";
import { Bench, pumpWords } from "../testing/site.ts";

const { minute } = Bench;

describe("a staged reflex", () => {
  it("reads the actuators before it commands anything", () => {
    const bench = new Bench().silence("vfd-1/running", "vfd-2/running").set({ "gauge/level": -2.1 });
    const pumps = bench
      .run(minute)
      .log.flatMap((effects) => effects.outputs.filter((o) => o.actuator.startsWith("pump")));
    expect(pumps).toEqual([]);
  });

  it("warns, starts the first pump, and the second after the stagger", () => {
    const bench = new Bench().set({ "gauge/level": -2.1 });
    bench.run(9_000);
    expect(bench.told("horn").run).toBe(true);
    expect(bench.told("pump-1").run).toBe(false);
    bench.run(2_000);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 100, layer: "homeostasis" });
    expect(bench.told("pump-2").run).toBe(false);
    expect(bench.told("horn").run).toBe(false);
    bench.run(19_000);
    expect(bench.told("horn").run).toBe(true);
    expect(bench.told("pump-2").run).toBe(false);
    bench.run(2_000);
    expect(bench.told("pump-2").run).toBe(true);
    expect(bench.told("horn").run).toBe(false);
  });

  it("follows its speed curve and stops below the target, but not before the minimum on-time", () => {
    const bench = new Bench().set({ "gauge/level": -2.17 }).run(15_000);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 80 });
    expect(bench.told("pump-2").run).toBe(false);
    bench.set({ "gauge/level": -2.24 }).run(minute);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 80, blocked: "minimum-on-time" });
    bench.run(5 * minute);
    expect(bench.told("pump-1")).toMatchObject({ run: false, speed: null });
  });

  it("leads the speed up its ramp, from the lowest to what the curve asks for", () => {
    const pump = { ...pumpWords("vfd-1"), speed: { min: "65 %", max: "100 %", ramp: "2 %/s" } };
    const horn = { output: "io/horn", class: "B", maxOn: "30s", safeState: "stop" };
    const actuators = { "pump-1": pump, "pump-2": { ...pump, device: "vfd-2" }, horn };
    const bench = new Bench({ actuators }).set({ "gauge/level": -2.17 }).run(21_000);
    const speeds = bench.log.flatMap(({ outputs }) => outputs.filter((o) => o.actuator === "pump-1" && o.run));
    expect(speeds.map(({ speed }) => speed)).toEqual([65, 67, 69, 71, 73, 75, 77, 79, 80]);
  });

  it("replaces a pump that does not run after its read-back time", () => {
    const bench = new Bench().set({ "gauge/level": -2.17 }).run(12_000, ["vfd-1"]);
    expect(bench.told("pump-1").run).toBe(true);
    const stopped = bench.now;
    bench.run(40_000, ["vfd-1"]);
    expect(bench.told("pump-1").run).toBe(false);
    expect(bench.told("pump-2").run).toBe(true);
    const start = bench.decisions("pump-2").find((decision) => (decision.value ?? 0) > 0);
    expect((start?.at ?? 0) - stopped).toBeLessThanOrEqual(46_000);
    const [begun, failed] = bench.decisions("pump-1").slice(-2);
    expect(failed?.reason).toContain("not running 15 s");
    // Counted from the first scan that saw it stand.
    expect((failed?.at ?? 0) - (begun?.at ?? 0)).toBe(16_000);
    expect(start?.reason).toContain("pump-1 failed: not running 15 s after it was told to");
  });

  it("takes over running pumps after a restart and stops none of them", () => {
    const bench = new Bench().drive("vfd-1", true).set({ "gauge/level": -2.21 });
    bench.run(4 * minute);
    const stops = bench.log.flatMap((effects) => effects.outputs.filter((o) => o.actuator === "pump-1" && !o.run));
    expect(stops).toEqual([]);
    bench.run(20 * minute);
    expect(bench.told("pump-1").run).toBe(true);
    bench.set({ "gauge/level": -2.24 }).run(2_000);
    expect(bench.told("pump-1").run).toBe(false);
  });

  it("stops no running pump at a restart because the float is read after the drive, but does when it is not read at all", () => {
    const dryFloat = { when: "v('io/float-low')", whenUnknown: "act", force: "stop", actuators: ["pump-1", "pump-2"] };
    const bench = new Bench({ interlocks: { "dry-float": dryFloat } })
      .drive("vfd-1", true)
      .set({ "gauge/level": -2.17 });
    bench.silence("io/float-low").run(9_000).set({ "io/float-low": 0 }).run(minute);
    expect(bench.told("pump-1").run).toBe(true);
    expect(bench.decisions("pump-1").map(({ value }) => value)).not.toContain(0);

    const blind = new Bench({ interlocks: { "dry-float": dryFloat } }).drive("vfd-1", true).silence("io/float-low");
    blind.run(9_000);
    expect(blind.decisions("pump-1")).toEqual([]);
    blind.run(3_000);
    expect(blind.told("pump-1")).toMatchObject({ run: false, layer: "interlock" });
  });

  it("starts a pump no more often in an hour than it may, and then the other one", () => {
    const often = { minOn: "0s", minOff: "0s", startsPerHour: 2, stagger: "0s" };
    const { warn: _, ...pump } = pumpWords("vfd-1");
    const actuators = { "pump-1": { ...pump, ...often }, "pump-2": { ...pump, ...often, device: "vfd-2" } };
    const bench = new Bench({ actuators });
    for (let round = 0; round < 6; round++) {
      bench.set({ "gauge/level": -2.17 }).run(minute).set({ "gauge/level": -2.3 }).run(minute);
    }
    const starts = (id: string) => bench.decisions(id).filter((decision) => (decision.value ?? 0) > 0).length;
    expect([starts("pump-1"), starts("pump-2")]).toEqual([2, 2]);
    bench.set({ "gauge/level": -2.17 }).run(1_000);
    expect(bench.told("pump-1").blocked).toBe("starts-per-hour");
    bench.run(50 * minute);
    expect(bench.told("pump-1").run).toBe(true);
  });

  it("counts the minimum off-time from when the pump really stood still", () => {
    const bench = new Bench().set({ "gauge/level": -2.17 }).run(12_000).set({ "gauge/level": -2.3, "vfd-2/fault": 1 });
    bench.run(6 * minute, ["vfd-1"]);
    expect(bench.told("pump-1").run).toBe(false);
    bench
      .drive("vfd-1", false)
      .set({ "gauge/level": -2.17 })
      .run(4 * minute);
    expect(bench.told("pump-1").blocked).toBe("minimum-off-time");
    bench.run(90_000);
    expect(bench.told("pump-1").run).toBe(true);
  });
});
