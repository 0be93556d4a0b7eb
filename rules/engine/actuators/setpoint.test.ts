import { describe, expect, it } from "vitest";
import { explain, standingAlarms } from "../explain.ts";
import { restore, snapshot } from "../snapshot.ts";
import { alarmWords } from "../testing/site.ts";
import { batteryWords, StreetBench, streetParts } from "../testing/street.ts";

const minute = StreetBench.minute;
const speeds = (bench: StreetBench, actuator: string) => bench.outputs(actuator).map(({ speed }) => speed);

describe("a battery", () => {
  it("is told nothing before it was read, and is then led from what it does, along its ramp", () => {
    const bench = new StreetBench().silence("battery/power").run(5_000);
    expect(bench.outputs("battery")).toEqual([]);
    bench.set({ "battery/power": -40_000 }).run(4_000);
    expect(speeds(bench, "battery")).toEqual([-40, -20, 0]);
  });

  it("follows an order in steps its ramp allows, both ways", () => {
    const bench = new StreetBench().run(2_000);
    bench.order("battery", 50);
    bench.run(4_000);
    expect(speeds(bench, "battery").slice(1)).toEqual([20, 40, 50]);
    bench.order("battery", -10);
    bench.run(5_000);
    expect(speeds(bench, "battery").at(-1)).toBe(-10);
    expect(bench.told("battery")).toMatchObject({ run: true, speed: -10, layer: "override" });
    expect(explain(bench.engine, "battery", bench.now)).toMatchObject({ value: -10, unit: "kW" });
  });

  it("refuses what is beyond its bounds, and says which they are", () => {
    const bench = new StreetBench().run(2_000);
    expect(bench.order("battery", 120)).toMatchObject({
      accepted: false,
      refusal: "outside-limits",
      detail: "0, or -100 to 100 kW",
    });
  });

  it.each([
    ["empty", { "battery/soc": 10 }, -20, 20],
    ["full", { "battery/soc": 95 }, 20, -20],
  ])("that is %s goes on in the other direction alone", (_, values, wrong, right) => {
    const bench = new StreetBench().set(values).run(2_000);
    bench.order("battery", wrong);
    bench.run(3_000);
    expect(bench.told("battery").speed).toBe(0);
    expect(explain(bench.engine, "battery", bench.now)?.reason).toContain("soc is");
    bench.order("battery", right);
    bench.run(3_000);
    expect(bench.told("battery").speed).toBe(right);
  });

  it.each([
    ["whose charge nobody knows", { "battery/soc": null }],
    ["that is frozen", { "battery/temp": 1 }],
    ["that is hot", { "battery/temp": 46 }],
  ])("%s stays idle, whoever asks", (_, values) => {
    const bench = new StreetBench().run(2_000);
    bench.order("battery", 20);
    bench.run(3_000).set(values).run(2_000);
    expect(bench.told("battery").speed).toBe(0);
    expect(speeds(bench, "battery").at(-1)).toBe(0);
  });

  it("is idle at once where an interlock says so, and goes back along its ramp", () => {
    const lost = { when: "v('grid/power') < -500.0", whenUnknown: "act", force: "idle", actuators: ["battery"] };
    const bench = new StreetBench(streetParts({ interlocks: { "grid-lost": lost } })).run(2_000);
    bench.order("battery", 60);
    bench.run(5_000).set({ "grid/power": -600 }).run(1_000);
    expect(speeds(bench, "battery").at(-1)).toBe(0);
    expect(bench.told("battery").layer).toBe("interlock");
    expect(bench.order("battery", 30)).toMatchObject({ refusal: "interlocked" });
    bench.set({ "grid/power": 0 }).run(1_000);
    expect(speeds(bench, "battery").at(-1)).toBe(20);
  });

  it("is forced to a value, where an interlock has one", () => {
    const hot = { when: "v('battery/temp') > 40.0", whenUnknown: "ignore", force: "-5 kW", actuators: ["battery"] };
    const bench = new StreetBench(streetParts({ interlocks: { hot } })).set({ "battery/temp": 41 }).run(3_000);
    expect(bench.told("battery")).toMatchObject({ speed: -5, layer: "interlock" });
  });

  it("does not discharge while a lock refuses that, and charges all the same", () => {
    const lock = { lock: true, refuse: ["discharge"], actuators: ["battery"] };
    const bench = new StreetBench(streetParts({ interlocks: { work: lock } })).run(2_000);
    bench.order("battery", -20);
    bench.run(3_000).scan(1_000, [{ kind: "lock", id: "l", actor: "anna", lock: "work", reason: "cables" }]);
    bench.run(2_000);
    expect(bench.told("battery").speed).toBe(0);
    expect(explain(bench.engine, "battery", bench.now)?.reason).toContain("work: locked by anna: cables");
    expect(bench.order("battery", -20)).toMatchObject({ refusal: "locked" });
    expect(bench.order("battery", 20)).toMatchObject({ accepted: true });
    bench.run(2_000);
    expect(bench.told("battery").speed).toBe(20);
  });

  it("that does otherwise than it is told is an alarm, also while it is told to be idle", () => {
    const bench = new StreetBench().run(2_000).set({ "battery/power": -30_000 }).run(4_000);
    expect(bench.alarms()).toEqual([]);
    bench.run(3_000);
    expect(bench.alarms()).toMatchObject([{ key: "battery.not-following", note: "told 0 kW, does -30 kW" }]);
    bench.set({ "battery/power": 0 }).run(2_000);
    expect(bench.decisions("battery").at(-1)?.reason).toBe("its power follows again");
  });

  it("that lags behind a ramp longer than its time to follow is judged from the ramp's last step", () => {
    const slow = { ...batteryWords, power: { ...batteryWords.power, ramp: "5 kW/s" } };
    const bench = new StreetBench(streetParts({ actuators: { battery: slow } })).run(2_000);
    bench.order("battery", 60);
    for (let second = 0; second < 11; second += 1) {
      const told = speeds(bench, "battery").at(-1) ?? 0;
      bench.set({ "battery/power": (told - 5) * 1_000 }).run(1_000);
    }
    expect(speeds(bench, "battery").at(-1)).toBe(60);
    bench.run(4_000);
    expect(bench.alarms()).toEqual([]);
    bench.run(3_000);
    expect(bench.alarms()).toMatchObject([{ key: "battery.not-following", note: "told 60 kW, does 50 kW" }]);
  });

  it("that goes the other way while its setpoint moves is told of before the ramp's end", () => {
    const slow = { ...batteryWords, power: { ...batteryWords.power, ramp: "5 kW/s" } };
    const bench = new StreetBench(streetParts({ actuators: { battery: slow } })).run(2_000);
    bench.order("battery", 90);
    bench.set({ "battery/power": -30_000 }).run(7_000);
    expect(speeds(bench, "battery").at(-1)).toBeLessThan(90);
    expect(bench.alarms()).toMatchObject([{ key: "battery.not-following" }]);
  });

  it("that somebody else moves is told of in the words of the charter, once", () => {
    const foreign = alarmWords({ conflict: "battery", onDelay: "0s", response: "Find and stop it" });
    const charter = { ranges: {}, reflexes: {}, alarms: { "foreign-writer": foreign } };
    const bench = new StreetBench(streetParts({ charter })).run(2_000).set({ "battery/power": 50_000 }).run(8_000);
    expect(bench.alarms()).toMatchObject([{ key: "battery.foreign-writer", note: "told 0 kW, does 50 kW" }]);
    expect(standingAlarms(bench.engine)).toMatchObject([{ response: "Find and stop it" }]);
  });

  it("goes to its safe state when nobody asks any more", () => {
    const bench = new StreetBench().run(2_000);
    bench.order("battery", 20, 1);
    bench.run(2 * minute);
    expect(bench.told("battery")).toMatchObject({ run: false, speed: 0 });
  });
});

describe("a charger", () => {
  it("is told whole steps, rounded to less, and a pause below its least", () => {
    const bench = new StreetBench().run(2_000);
    bench.order("charger-1", 9.9);
    expect(bench.outputs("charger-1").at(-1)).toMatchObject({ run: true, speed: 9 });
    expect(bench.order("charger-1", 5)).toMatchObject({ refusal: "outside-limits", detail: "0, or 6 to 16 A" });
  });

  it("goes on for its minimum time before it pauses, and then rests for its minimum time", () => {
    const bench = new StreetBench().run(2_000);
    bench.order("charger-1", 12);
    bench.order("charger-1", 0);
    bench.run(minute);
    expect(bench.told("charger-1")).toMatchObject({ run: true, speed: 6, blocked: "minimum-on-time" });
    bench.run(4 * minute);
    expect(bench.told("charger-1")).toMatchObject({ run: false, speed: 0 });
    expect(bench.order("charger-1", 12)).toMatchObject({ refusal: "minimum-off-time" });
    bench.scan(1_000, [{ kind: "release", id: "r", actor: "anna", actuator: "charger-1", why: "released" }]);
    bench.run(4 * minute);
    expect(bench.told("charger-1")).toMatchObject({ speed: 0, blocked: "minimum-off-time" });
    bench.run(minute);
    expect(bench.told("charger-1")).toMatchObject({ run: true, speed: 6 });
  });

  it("draws its safe current when nobody asks", () => {
    const bench = new StreetBench().run(3_000);
    expect(bench.told("charger-1")).toMatchObject({ run: true, speed: 6 });
  });

  it("keeps its order over a restart, although its car draws less", () => {
    const bench = new StreetBench().run(2_000);
    bench.order("charger-1", 14);
    bench.set({ "charger-1/current": 8 }).run(2_000);
    const restored = restore(bench.engine.compiled, snapshot(bench.engine), {
      now: bench.now + 5_000,
      prefix: "2-test",
    });
    if (!restored.ok) throw new Error("not restored");
    const next = new StreetBench(restored.value).set({ "charger-1/current": 8 }).run(2_000);
    expect(next.told("charger-1")).toMatchObject({ run: true, speed: 14 });
    expect(snapshot(next.engine).length).toBeGreaterThan(0);
  });
});
