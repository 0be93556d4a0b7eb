import { describe, expect, test } from "vitest";
import { P1Reader } from "../../gateway/drivers/dsmr-p1/decode.ts";
import { dsmrP1 } from "../../gateway/drivers/dsmr-p1/index.ts";
import { MicrogridWorld } from "./microgrid.ts";
import { microgridPlan } from "./microgrid-plan.ts";

const start = Date.UTC(2026, 5, 20, 10);
/** Half past six by the clocks of a street whose charger is taken. */
const evening = Date.UTC(2026, 5, 23, 16, 30);
const exception = (code: number) => ({ exception: code });

/** A world on its own clock, with what tests ask of it. */
function bench(seed = 1, begin = start) {
  const truth: string[] = [];
  const world = new MicrogridWorld(microgridPlan({ seed, start: begin }), 0, (line) => truth.push(line));
  let elapsed = 0;
  const wait = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      elapsed += 1_000;
      world.advanceTo(begin + elapsed, elapsed);
    }
  };
  const input = (bus: string, unitId: number, address: number, count = 1): readonly number[] => {
    const cells = world.device(bus, unitId)?.readInput(address, count) ?? [];
    return "exception" in cells ? [] : cells;
  };
  const float = (address: number): number => {
    const [high = 0, low = 0] = input("meter", 1, address, 2);
    return new DataView(Uint16Array.of(low, high).buffer).getFloat32(0, true);
  };
  const signed = (word = 0): number => (word > 32_767 ? word - 65_536 : word);
  const lan = (unitId: number, address: number): number => signed(input("lan", unitId, address)[0]);
  return {
    world,
    truth,
    wait,
    input,
    float,
    lan,
    order: (unitId: number, value: number) => world.device("lan", unitId)?.writeRegisters(0, [value & 0xffff]),
    battery: () => ({ power: lan(1, 0) / 10, soc: lan(1, 1) / 10, state: lan(1, 3), flags: lan(1, 4) }),
    kW: () => float(0x34) / 1_000,
    now: () => begin + elapsed,
  };
}

describe("the grid meter", () => {
  test("shows what the connection carries, in watts at the addresses of an SDM630", () => {
    const rig = bench();
    rig.wait(30);
    const { power, voltage, current } = rig.world.latest();
    expect(Math.abs(rig.kW() / power - 1)).toBeLessThan(0.01);
    expect(Math.abs(rig.float(0x0c) + rig.float(0x0e) + rig.float(0x10) - rig.float(0x34))).toBeLessThan(1);
    expect(Math.abs(rig.float(0x02) - voltage[1])).toBeLessThan(0.3);
    expect(Math.abs(rig.float(0x08) - Math.abs(current[1]))).toBeLessThan(2);
    expect(Math.abs(rig.float(0x46) - 50)).toBeLessThan(0.06);
    expect(Math.abs(rig.float(0x2a) - (voltage[0] + voltage[1] + voltage[2]) / 3)).toBeLessThan(0.3);
  });

  test("counts what was taken and given, and refuses to cut a value in two or to send too much", () => {
    const rig = bench();
    rig.wait(600);
    const { imported, exported } = rig.world.latest();
    expect([rig.float(0x48), rig.float(0x4a)]).toEqual([Math.fround(imported), Math.fround(exported)]);
    const meter = rig.world.device("meter", 1);
    expect([meter?.readInput(1, 2), meter?.readInput(0, 1), meter?.readInput(0, 82)]).toEqual([2, 2, 2].map(exception));
    expect(meter?.readInput(0, 80)).toHaveLength(80);
    expect(meter?.writeRegisters(0, [1])).toEqual(exception(2));
  });

  test("a lie of 40 kW is 40 kW more; a stuck meter stands still while the street goes on", () => {
    const rig = bench();
    rig.wait(10);
    const before = rig.kW();
    rig.world.fault("grid", { kind: "lie" });
    expect(rig.kW() - before).toBeCloseTo(40, 0);
    rig.world.fault("grid", { kind: "none" });
    rig.world.fault("grid", { kind: "stuck" });
    rig.order(1, 900);
    rig.wait(20);
    expect(Math.abs(rig.kW() - before)).toBeLessThan(2);
    rig.world.fault("grid", { kind: "none" });
    expect(rig.kW() - before).toBeGreaterThan(70);
  });
});

describe("the battery", () => {
  test("does what it is told, charging positive, and shows it", () => {
    const rig = bench();
    rig.order(1, -250);
    rig.wait(10);
    expect(rig.battery()).toMatchObject({ power: -25, state: 3, flags: 0 });
    rig.order(1, 800);
    rig.wait(10);
    expect(rig.battery()).toMatchObject({ power: 80, state: 2 });
    expect(rig.world.latest().battery.power).toBe(80);
  });

  test("does nothing by itself from 30 s after the last word, and says so", () => {
    const rig = bench();
    rig.order(1, 500);
    rig.wait(30);
    expect(rig.battery()).toMatchObject({ power: 50, flags: 0 });
    rig.wait(3);
    expect(rig.battery()).toMatchObject({ power: 0, state: 1, flags: 2 });
  });

  test("refuses more than it is built for, and what is no order", () => {
    const rig = bench();
    expect([rig.order(1, 1_001), rig.order(1, -1_001)]).toEqual([3, 3].map(exception));
    expect(rig.world.device("lan", 1)?.writeRegisters(1, [0])).toEqual(exception(2));
    expect(rig.world.device("lan", 1)?.writeRegisters(0, [0, 0])).toEqual(exception(2));
  });

  test("a trip opens it at once until the fault ends; a second controller writes over every order", () => {
    const rig = bench();
    rig.order(1, 1_000);
    rig.wait(5);
    rig.world.fault("battery", { kind: "stop", until: rig.now() + 10_000 });
    rig.wait(1);
    expect(rig.battery()).toMatchObject({ power: 0, state: 4, flags: 1 });
    rig.wait(15);
    expect(rig.battery().power).toBe(100);
    rig.world.fault("battery", { kind: "foreign" });
    rig.order(1, 0);
    rig.wait(5);
    expect(rig.battery().power).toBe(60);
  });

  test("a frozen one confirms an order, does nothing and repeats itself", () => {
    const rig = bench();
    rig.order(1, 500);
    rig.wait(5);
    rig.world.fault("battery", { kind: "freeze" });
    expect(rig.order(1, -500)).toBeUndefined();
    rig.wait(60);
    expect([rig.battery().power, rig.world.latest().battery.power]).toEqual([50, 0]);
  });
});

describe("inverter and charger", () => {
  test("the inverter gives no more than its limit, and all again 90 s after the last word", () => {
    const rig = bench();
    rig.wait(30);
    const free = rig.lan(2, 0) / 10;
    expect(free).toBeGreaterThan(40);
    rig.order(2, 200);
    rig.wait(10);
    expect(rig.lan(2, 0) / 10).toBe(28);
    rig.wait(90);
    expect(rig.lan(2, 0) / 10).toBeGreaterThan(40);
  });

  test("the charger gives its car the offered current seconds later, and 6 A from 60 s after the last word", () => {
    const rig = bench(1, evening);
    rig.wait(60);
    expect([rig.lan(31, 0), rig.lan(31, 2), rig.lan(31, 3) & 4]).toEqual([60, 2, 4]);
    rig.order(31, 160);
    rig.wait(2);
    expect(rig.lan(31, 0)).toBe(60);
    rig.wait(20);
    expect([rig.lan(31, 0), rig.lan(31, 1) > 1_050]).toEqual([160, true]);
    rig.order(31, 50);
    rig.wait(10);
    expect([rig.lan(31, 0), rig.lan(31, 2)]).toEqual([0, 1]);
    rig.wait(80);
    expect(rig.lan(31, 0)).toBe(60);
    expect(rig.order(31, 161)).toEqual(exception(3));
  });
});

describe("the grid lost", () => {
  test("what it feeds is dark, the meter shows 0 V, and afterwards everything is there again", () => {
    const rig = bench();
    rig.order(1, 500);
    rig.wait(5);
    rig.world.fault("grid", { kind: "mains", until: rig.now() + 20_000 });
    rig.wait(1);
    expect([rig.world.device("lan", 2), rig.world.device("lan", 31)]).toEqual([undefined, undefined]);
    expect([rig.float(0x2a), rig.kW(), rig.battery().power]).toEqual([0, 0, 0]);
    rig.wait(22);
    expect([rig.float(0x2a) > 220, rig.battery().power]).toEqual([true, 50]);
  });
});

describe("the households' meters", () => {
  const heard = (rig: ReturnType<typeof bench>, bus: string, seconds: number) => {
    const told: Uint8Array[] = [];
    const line = rig.world.connect(bus, "tcp", (bytes) => told.push(bytes));
    rig.wait(seconds);
    line.close?.();
    return told;
  };
  const read = (rig: ReturnType<typeof bench>, telegram: Uint8Array | undefined, config: object) => {
    const { batches, discarded } = new P1Reader(dsmrP1.config.parse(config)).receive(
      telegram ?? new Uint8Array(0),
      rig.now(),
    );
    const values = new Map((batches[0] ?? []).map(({ point, value }) => [point, value]));
    return { batches, discarded, of: (point: string) => values.get(point) ?? Number.NaN };
  };
  const first = { meters: { electricity: "4530303434303037383132333435363139" } };

  test("of DSMR 5 speaks each second; phases, totals and clock are those of its home", () => {
    const rig = bench();
    const told = heard(rig, "p1-1", 20);
    expect(told).toHaveLength(20);
    const { of, discarded } = read(rig, told.at(-1), first);
    expect(discarded).toEqual([]);
    expect(of("power-l1") + of("power-l2") + of("power-l3")).toBeCloseTo(of("power-total"), 2);
    // Sun at noon on L1, and use on all three.
    expect(of("power-l1")).toBeLessThan(-0.5);
    expect(of("power-l3")).toBeGreaterThan(0);
    expect([of("clock-offset"), of("tariff")]).toEqual([0, 1]);
    expect(of("voltage-l2")).toBeGreaterThan(220);
    const shown = JSON.parse(rig.truth.findLast((line) => line.includes('"home-01"')) ?? "{}") as {
      shown: { power: number[] };
    };
    expect(of("power-l2")).toBeCloseTo(shown.shown.power[1] ?? 0, 3);
  });

  test("of DSMR 4.2 speaks each ten seconds, of one phase, without a voltage", () => {
    const rig = bench();
    const told = heard(rig, "p1-2", 30);
    expect(told).toHaveLength(3);
    const { of } = read(rig, told.at(-1), { phases: 1, meters: { electricity: "4530303434303037383132333435363230" } });
    expect(of("power-total")).toBeCloseTo(of("power-l1"), 3);
    expect(of("power-total")).toBeGreaterThan(0.1);
    expect([of("power-l2"), of("voltage-l1")]).toEqual([Number.NaN, Number.NaN]);
  });

  test("its registers run on with what its home takes", () => {
    const rig = bench();
    const [before, after] = [heard(rig, "p1-2", 10), heard(rig, "p1-2", 3_600)].map((told) =>
      read(rig, told.at(-1), { phases: 1 }).of("energy-import"),
    );
    expect((after ?? 0) - (before ?? 0)).toBeGreaterThan(0.1);
    expect((after ?? 0) - (before ?? 0)).toBeLessThan(4);
  });

  test("garbage fails its check, an unplugged cable is silent, and so is a meter without mains", () => {
    const rig = bench();
    rig.world.fault("home-01", { kind: "garbage" });
    const { batches, discarded } = read(rig, heard(rig, "p1-1", 1)[0], first);
    expect([batches, discarded.map(({ error }) => error?.kind)]).toEqual([[], ["checksum"]]);
    rig.world.fault("home-01", { kind: "none" });
    rig.world.fault("home-01", { kind: "unplug", until: rig.now() + 5_000 });
    expect(heard(rig, "p1-1", 10)).toHaveLength(5);
    rig.world.fault("grid", { kind: "mains" });
    expect(heard(rig, "p1-1", 10)).toEqual([]);
  });

  test("a frozen one says the same again and again, its clock included", () => {
    const rig = bench();
    heard(rig, "p1-1", 2);
    rig.world.fault("home-01", { kind: "freeze" });
    const told = heard(rig, "p1-1", 3).map((bytes) => new TextDecoder().decode(bytes));
    expect([told.length, new Set(told).size]).toEqual([3, 1]);
  });

  test("the night in which the clocks go back has two hours of the same name, told apart", () => {
    const stamps = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)].map((at) => {
      const [telegram] = heard(bench(1, at), "p1-1", 1);
      return /0-0:1\.0\.0\((\w+)\)/.exec(new TextDecoder().decode(telegram))?.[1];
    });
    expect(stamps).toEqual(["261025023001S", "261025023001W"]);
  });
});

describe("the world", () => {
  test("names its devices with their faults, and refuses those they cannot have", () => {
    const { world } = bench();
    expect(world.devices().map(({ device }) => device)).toEqual([
      "grid",
      "battery",
      "solar",
      "charger-1",
      "home-01",
      "home-02",
    ]);
    for (const { device, faults } of world.devices())
      for (const kind of faults) expect(world.fault(device, { kind }).ok).toBe(true);
    const refused = world.fault("home-01", { kind: "mains" });
    expect(refused.ok ? "" : refused.error).toContain("freeze, unplug, garbage, none");
    expect(world.fault("nobody", { kind: "stop" }).ok).toBe(false);
  });

  test("each sample is in the truth before anybody sees it", () => {
    const rig = bench();
    rig.wait(1);
    const before = rig.truth.length;
    const watts = rig.float(0x34);
    const line = JSON.parse(rig.truth[before] ?? "{}") as { device: string; shown: { powerTotal: number } };
    expect([line.device, Math.fround(line.shown.powerTotal)]).toEqual(["grid", watts]);
    rig.float(0x34);
    expect(rig.truth.length).toBe(before + 1);
  });

  test("the same seed and requests give the same truth to the last digit; another seed does not", () => {
    const story = (seed: number): string => {
      const rig = bench(seed);
      rig.world.connect("p1-1", "tcp", () => undefined);
      rig.world.fault("grid", { kind: "noise", until: start + 60_000 });
      for (let minute = 0; minute < 30; minute += 1) {
        rig.order(1, minute * 20 - 300);
        rig.wait(60);
        rig.float(0);
        rig.battery();
      }
      return rig.truth.join("");
    };
    expect(story(7)).toBe(story(7));
    expect(story(7)).not.toBe(story(8));
  });
});
