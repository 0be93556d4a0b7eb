import { describe, expect, it } from "vitest";
import { explain } from "./explain.ts";
import { Bench, type SiteParts, words } from "./testing/site.ts";
import type { Action } from "./types.ts";

const { minute } = Bench;

const pumps = ["pump-1", "pump-2"];
const interlocks = {
  "dry-float": { when: "v('io/float-low')", whenUnknown: "act", force: "stop", actuators: pumps },
  "dry-level": {
    when: "v('gauge/level') < -2.8",
    until: "v('gauge/level') > -2.7",
    whenUnknown: "ignore",
    force: "stop",
    actuators: pumps,
  },
};
const highFloat = {
  kind: "on-off",
  layer: "protection",
  start: "v('io/float-high')",
  stop: "!v('io/float-high')",
  onDelay: "30s",
  offDelay: "10min",
  actuators: pumps,
  speed: "100 %",
};
const full: SiteParts = { interlocks, charter: { reflexes: { drain: words.drain, "high-float": highFloat } } };

const override = (bench: Bench, value: number, more: Partial<Extract<Action, { kind: "override" }>> = {}): Action => ({
  kind: "override",
  id: `o-${bench.now}`,
  actor: "anna",
  actuator: "pump-1",
  value,
  until: bench.now + 5 * minute,
  reason: "test run",
  ...more,
});

const draining = (parts: SiteParts = full) => new Bench(parts).set({ "gauge/level": -2.17 }).run(15_000);

describe("an interlock", () => {
  it("stops a pump within its minimum on-time, and counts that", () => {
    const bench = draining();
    expect(bench.told("pump-1").run).toBe(true);
    bench.set({ "io/float-low": 1 }).run(1_000);
    expect(bench.told("pump-1")).toMatchObject({ run: false, layer: "interlock" });
    expect(bench.engine.actuators[0]?.brokenMinOn).toBe(1);
    expect(bench.decisions("pump-1").at(-1)).toMatchObject({
      value: 0,
      layer: "interlock",
      inputs: [{ path: "io/float-low", value: 1, quality: "good", age: 0 }],
      refused: [{ layer: "homeostasis", value: 80, by: "interlock dry-float" }],
    });
  });

  it("acts on an unknown input where the file says so, and not where it says ignore", () => {
    expect(draining().silence("io/float-low").run(12_000).told("pump-1").layer).toBe("interlock");
    const ignoring = draining({ ...full, interlocks: { "dry-level": interlocks["dry-level"] } });
    ignoring.set({ "gauge/level": null }).run(2_000);
    expect(ignoring.told("pump-1")).toMatchObject({ run: true, layer: "homeostasis" });
  });

  it("holds until its own end, not until its beginning is undone", () => {
    const bench = new Bench(full).set({ "gauge/level": -2.85 }).run(2_000);
    const active = () => bench.engine.interlocks[1]?.active;
    expect(active()).toBe(true);
    bench.set({ "gauge/level": -2.75 }).run(2_000);
    expect(active()).toBe(true);
    bench.set({ "gauge/level": -2.69 }).run(2_000);
    expect(active()).toBe(false);
  });

  it("wins over protection", () => {
    const bench = new Bench(full).set({ "io/float-high": 1, "io/float-low": 1 }).run(2 * minute);
    expect(bench.told("pump-1")).toMatchObject({ run: false, layer: "interlock" });
  });
});

describe("protection", () => {
  it("starts the pumps after its delay without any gauge, and holds them for its own", () => {
    const bench = new Bench(full).set({ "gauge/level": null, "io/float-high": 1 }).run(29_000);
    expect(bench.told("horn").run).toBe(false);
    bench.run(13_000);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 100, layer: "protection" });
    bench.set({ "io/float-high": 0 }).run(9 * minute);
    expect(bench.told("pump-1").layer).toBe("protection");
    bench.run(2 * minute);
    expect(bench.told("pump-1").layer).toBe("homeostasis");
  });

  it("is kept inside the pump's own speed limits", () => {
    const slow = { ...highFloat, onDelay: "0s", speed: "40 %" };
    const bench = new Bench({ charter: { reflexes: { slow } } }).set({ "io/float-high": 1 }).run(15_000);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 65 });
  });

  it("neither starts nor ends on an unknown input", () => {
    const bench = new Bench(full).silence("io/float-high").run(2 * minute);
    expect(bench.told("pump-1").run).toBe(false);
    bench
      .set({ "io/float-high": 1 })
      .run(minute)
      .silence("io/float-high")
      .run(20 * minute);
    expect(bench.told("pump-1").layer).toBe("protection");
  });
});

describe("an override", () => {
  it("is taken, stands above the reflex, and lapses to it", () => {
    const bench = new Bench(full).run(1_000);
    expect(bench.scan(0, [override(bench, 90)]).results[0]).toEqual({ id: expect.any(String), accepted: true });
    bench.run(15_000);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 90, layer: "override" });
    bench.run(6 * minute);
    expect(bench.told("pump-1")).toMatchObject({ run: false, layer: "homeostasis" });
  });

  it("ends at once when it is released", () => {
    const bench = draining();
    bench.scan(0, [override(bench, 100)]);
    expect(bench.told("pump-1").layer).toBe("override");
    const release: Action = { kind: "release", id: "r", actor: "anna", actuator: "pump-1", why: "released" };
    expect(bench.scan(1_000, [release]).results[0]?.accepted).toBe(true);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 80, layer: "homeostasis" });
    expect(bench.scan(1_000, [release]).results[0]?.refusal).toBe("not-active");
  });

  it("to stop waits for the minimum on-time and says so", () => {
    const bench = draining();
    expect(bench.scan(0, [override(bench, 0)]).results[0]?.detail).toContain("minimum on-time");
    bench.run(4 * minute);
    expect(bench.told("pump-1")).toMatchObject({ run: true, blocked: "minimum-on-time", layer: "homeostasis" });
  });

  it.each([
    ["unknown-target", 80, { actuator: "pump-9" }, () => undefined],
    ["outside-limits", 50, {}, () => undefined],
    ["outside-limits", 101, {}, () => undefined],
    ["local-mode", 80, {}, (bench: Bench) => bench.set({ "vfd-1/remote": 0 }).run(1_000)],
    ["interlocked", 80, {}, (bench: Bench) => bench.set({ "io/float-low": 1 }).run(1_000)],
    [
      "minimum-off-time",
      80,
      {},
      (bench: Bench) =>
        bench
          .set({ "gauge/level": -2.17 })
          .run(15_000)
          .set({ "gauge/level": -2.3 })
          .run(6 * minute),
    ],
  ] as const)("is refused by name: %s", (refusal, value, more, prepare) => {
    const bench = new Bench(full).run(1_000);
    prepare(bench);
    expect(bench.scan(0, [override(bench, value, more)]).results[0]).toMatchObject({ accepted: false, refusal });
  });

  it("takes the place of a stage, so that the reflex does not run one pump too many", () => {
    const bench = new Bench(full).run(1_000);
    bench.scan(0, [override(bench, 80, { actuator: "pump-2" })]);
    bench.run(15_000).set({ "gauge/level": -2.17 }).run(40_000);
    expect([bench.told("pump-1").run, bench.told("pump-2").run]).toEqual([false, true]);
  });
});

describe("the panel switch", () => {
  it("in local leaves the pump alone, and hands it back as it is found", () => {
    const bench = draining().set({ "vfd-1/remote": 0 }).run(1_000);
    const before = bench.log.length;
    bench.set({ "io/float-low": 1 }).run(minute);
    const outputs = bench.log.slice(before).flatMap((effects) => effects.outputs);
    expect(outputs.filter((output) => output.actuator === "pump-1")).toEqual([]);
    bench.set({ "vfd-1/remote": 1 }).run(1_000);
    expect(bench.told("pump-1")).toMatchObject({ run: false, layer: "interlock" });
  });
});

describe("a bad input", () => {
  it("holds, then runs the fixed programme, then goes to the safe state", () => {
    const bench = draining()
      .set({ "gauge/level": null })
      .run(14 * minute);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 80 });
    bench.run(2 * minute);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 75 });
    bench.run(20 * minute);
    expect(bench.told("pump-1").run).toBe(false);
    bench.run(40 * minute);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 75 });
    bench.run(24 * 60 * minute);
    expect(bench.told("pump-1").run).toBe(false);
    expect(explain(bench.engine, "pump-1", bench.now)?.reason).toContain("safe state");
  });
});

describe("a horn or siren", () => {
  it("sounds no longer than it may, and can sound again after it was let go", () => {
    const bench = new Bench(full).run(1_000);
    bench.scan(0, [override(bench, 100, { actuator: "siren", until: bench.now + 10 * minute })]);
    bench.run(179_000);
    expect(bench.told("siren").run).toBe(true);
    bench.run(2_000);
    expect(bench.told("siren")).toMatchObject({ run: false, blocked: "longest-on-time" });
    bench.run(10 * minute);
    bench.scan(0, [override(bench, 100, { actuator: "siren" })]);
    expect(bench.told("siren").run).toBe(true);
  });
});

describe("an explanation", () => {
  it("of a pump says what holds it back and what it rests on", () => {
    const bench = new Bench(full).set({ "gauge/level": -2.1 }).run(5_000);
    const record = explain(bench.engine, "pump-2", bench.now);
    expect(record?.reason).toContain("another start was too recent, or is under way");
    expect(record?.refused[0]).toMatchObject({ layer: "homeostasis", by: "stagger" });
    expect(record?.inputs.map((input) => input.path)).toContain("gauge/level");
  });

  it("of a variable gives its quality, target and margin", () => {
    const bench = new Bench(full).run(1_000);
    expect(explain(bench.engine, "gauge/level", bench.now)).toMatchObject({
      value: -2.2,
      reason: "good; target -2.2; margin 1",
    });
  });

  it("of what the site does not have is nothing", () => {
    expect(explain(new Bench(full).engine, "pump-9", 0)).toBeUndefined();
  });

  it("changes nothing", () => {
    const [asked, silent] = [draining(), draining()];
    for (const subject of ["pump-1", "gauge/level"]) explain(asked.engine, subject, asked.now + minute);
    expect(asked.run(minute).log).toEqual(silent.run(minute).log);
  });
});
