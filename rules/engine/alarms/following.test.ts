import { describe, expect, it } from "vitest";
import { explain, standingAlarms } from "../explain.ts";
import { Bench, pumpWords, type SiteParts } from "../testing/site.ts";

const { minute } = Bench;
const key = "pump-1.not-following";
const pump = (device: string) => ({
  ...pumpWords(device),
  readBack: { running: "15s", speed: { within: "3 %", after: "45s" } },
});
const horn = { output: "io/horn", class: "B", safeState: "stop" };
const site: SiteParts = { actuators: { "pump-1": pump("vfd-1"), "pump-2": pump("vfd-2"), horn } };

/** The first pump is told 80 %, and shows another speed from then on. */
const at = (speed: number | null) =>
  new Bench(site).set({ "gauge/level": -2.17 }).run(11_000).set({ "vfd-1/actual": speed });
const told = (bench: Bench) => bench.decisions("pump-1").map(({ reason }) => reason);
const transitions = (bench: Bench) => bench.alarms().map(({ transition, note }) => [transition, note]);

describe("a drive that runs at another speed than it is told", () => {
  it("is let be while it is near enough, or not far for long", () => {
    expect(
      at(77)
        .run(2 * minute)
        .alarms(),
    ).toEqual([]);
    const bench = at(70).run(44_000).set({ "vfd-1/actual": 78 }).run(1_000).set({ "vfd-1/actual": 70 });
    expect(bench.run(44_000).alarms()).toEqual([]);
  });

  it("raises an alarm that says what it is told and what it shows, with a record of its own", () => {
    const bench = at(70).run(46_000);
    expect(bench.alarms()).toMatchObject([
      { key, device: "pump-1", condition: "not-following", value: 70, note: "told 80 %, runs at 70 %" },
    ]);
    expect(told(bench).at(-1)).toBe("its speed does not follow: 10 % off for 45 s");
    expect(bench.decisions("pump-1").at(-1)).toMatchObject({
      value: 80,
      inputs: [{ path: "vfd-1/actual", value: 70 }, {}],
    });
    expect(explain(bench.engine, "pump-1", bench.now)?.reason).toContain("its speed does not follow");
    expect(standingAlarms(bench.engine)[0]?.response).toContain("Read the drive's limits");
    expect(bench.run(5 * minute).alarms()).toHaveLength(1);
  });

  it("goes on running: half a pump is more than none", () => {
    expect(
      at(40)
        .run(5 * minute)
        .told("pump-1"),
    ).toMatchObject({ run: true, layer: "homeostasis" });
  });

  it("is quiet again once it follows, with a record, or once it stops", () => {
    const follows = at(70).run(50_000).set({ "vfd-1/actual": 80 }).run(1_000);
    expect(transitions(follows).map(([transition]) => transition)).toEqual(["raise", "clear"]);
    expect(told(follows).at(-1)).toBe("its speed follows again");
    const stops = at(70)
      .run(50_000)
      .set({ "gauge/level": -2.3 })
      .run(5 * minute);
    expect(stops.told("pump-1").run).toBe(false);
    expect(transitions(stops).map(([transition]) => transition)).toEqual(["raise", "clear"]);
  });

  it("whose speed is not known is not judged: the alarm returns, and says why", () => {
    const bench = at(70).run(50_000).set({ "vfd-1/actual": null }).run(minute);
    expect(transitions(bench)).toEqual([
      ["raise", "told 80 %, runs at 70 %"],
      ["clear", "an input is bad: the condition is unknown"],
    ]);
  });

  it("is compared with what it is told on its way up, not with where it is going", () => {
    const ramped = { ...pump("vfd-1"), speed: { min: "65 %", max: "100 %", ramp: "0.1 %/s" } };
    const bench = new Bench({ actuators: { ...site.actuators, "pump-1": ramped } })
      .set({ "gauge/level": -2.1 })
      .run(11_000);
    for (let passed = 0; passed < 240; passed += 1) {
      bench.set({ "vfd-1/actual": bench.engine.actuators[0]?.sent?.speed ?? 0 }).run(1_000);
    }
    expect(bench.engine.actuators[0]?.speed).toBeLessThan(95);
    expect(bench.alarms().filter((event) => event.key === key)).toEqual([]);
  });
});
