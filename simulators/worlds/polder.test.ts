import { describe, expect, test } from "vitest";
import { gaugeFace } from "../devices/gauge.ts";
import { waterTemperature } from "../plants/polder/weather.ts";
import { PolderWorld } from "./polder.ts";
import { polderPlan } from "./polder-plan.ts";
import type { BusName } from "./polder-wiring.ts";

const start = Date.UTC(2026, 10, 20);

/** A world on its own clock, with what tests ask of it. */
function bench(seed = 1) {
  const truth: string[] = [];
  const world = new PolderWorld(polderPlan({ seed, start }), 0, (line) => truth.push(line));
  let elapsed = 0;
  const wait = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      elapsed += 1_000;
      world.advanceTo(start + elapsed, elapsed);
    }
  };
  const words = (bus: BusName, unitId: number, address: number, count: number): readonly number[] => {
    const cells = world.device(bus, unitId)?.readHolding(address, count) ?? [];
    return "exception" in cells ? [] : cells;
  };
  const pressure = (unitId = 11): number => {
    const [high = 0, low = 0] = words("sensors", unitId, 0x0100, 2);
    return new DataView(Uint16Array.of(low, high).buffer).getFloat32(0, true);
  };
  return {
    world,
    truth,
    words,
    wait,
    /** What is read a second later. */
    next(read: () => number): number {
      wait(1);
      return read();
    },
    drive: (unitId: number, ...values: readonly number[]) => world.device("drives", unitId)?.writeRegisters(0, values),
    act: (unitId: number): number => (words("drives", unitId, 4, 1)[0] ?? 0) / 200,
    status: (unitId: number): number => words("drives", unitId, 3, 1)[0] ?? 0,
    pressure,
    /** The level this gauge tells, m NAP. */
    level: (): number => {
      const perMetre = gaugeFace({ depth: 1, temperature: waterTemperature(start + elapsed), serial: 0, unitId: 0 });
      return pressure() / (perMetre.points["p1"] ?? 1) - 4.195;
    },
  };
}

function running(unitId: number, seed = 1) {
  const rig = bench(seed);
  rig.drive(unitId, 0x047e, 16_000);
  rig.drive(unitId, 0x047f);
  rig.wait(9);
  rig.drive(unitId, 0x047f);
  rig.wait(9);
  return rig;
}

describe("polder world", () => {
  test("starts 3 cm above the season's level, and its gauge tells it within 3 mm", () => {
    const rig = bench();
    expect(rig.world.latest().levelInside).toBeCloseTo(-2.37, 6);
    rig.wait(5);
    expect(Math.abs(rig.level() - rig.world.latest().levelInside)).toBeLessThan(0.003);
    expect(new Set([1, 2, 3].map(() => rig.next(rig.pressure))).size).toBe(3);
  });

  test("a started pump reaches its speed and lifts water", () => {
    const rig = running(1);
    expect(rig.act(1)).toBe(80);
    expect(rig.world.latest().pumps[0]?.discharge).toBeGreaterThan(0.3);
    expect(rig.act(2)).toBe(0);
  });

  test("a drive that hears no control word keeps its speed, however long", () => {
    const rig = running(2);
    rig.wait(600);
    expect(rig.act(2)).toBe(80);
    expect(rig.status(2) & 0x80).toBe(0x80);
  });

  test("a trip stops the motor until it is reset", () => {
    const rig = running(1);
    rig.world.fault("vfd-1", { kind: "stop" });
    rig.wait(5);
    expect([rig.act(1), rig.status(1) & 8, rig.words("drives", 1, 400, 1)[0]]).toEqual([0, 8, 12]);
    rig.drive(1, 0x047f);
    rig.wait(5);
    expect(rig.act(1)).toBe(0);
    for (const word of [0x04fe, 0x047e, 0x047f]) rig.drive(1, word);
    rig.wait(5);
    expect(rig.act(1)).toBeGreaterThan(20);
  });

  test("mending a tripped drive is the crew's reset at the panel: ready, but not running by itself", () => {
    const rig = running(1);
    rig.world.fault("vfd-1", { kind: "stop" });
    rig.world.fault("vfd-1", { kind: "none" });
    expect(rig.status(1) & 8).toBe(0);
    rig.drive(1, 0x047f);
    rig.wait(10);
    expect(rig.act(1)).toBe(0);
  });

  test("a trip with an end cannot be reset before it", () => {
    const rig = running(1);
    rig.world.fault("vfd-1", { kind: "stop", until: start + 60_000 });
    rig.drive(1, 0x04fe);
    expect(rig.status(1) & 8).toBe(8);
    rig.wait(60);
    for (const word of [0x047e, 0x04fe]) rig.drive(1, word);
    expect(rig.status(1) & 8).toBe(0);
  });

  test.each([
    ["stuck", 0],
    ["freeze", 0],
    ["lie", 0.3],
  ])("a gauge under %s is off by %d m and heals at its time", (kind, off) => {
    const rig = bench();
    rig.wait(1);
    const before = rig.level();
    expect(rig.world.fault("gauge-in-a", { kind, until: start + 600_000 }).ok).toBe(true);
    rig.wait(30);
    expect(Math.abs(rig.level() - before - off)).toBeLessThan(0.005);
    const values = new Set(Array.from({ length: 5 }, () => rig.next(rig.pressure)));
    expect(values.size).toBe(kind === "freeze" ? 1 : 5);
    rig.wait(600);
    expect(Math.abs(rig.level() - rig.world.latest().levelInside)).toBeLessThan(0.003);
  });

  test("noise scatters a gauge by centimetres", () => {
    const rig = bench();
    rig.world.fault("gauge-in-a", { kind: "noise" });
    const levels = Array.from({ length: 50 }, () => rig.next(rig.level));
    expect(Math.max(...levels) - Math.min(...levels)).toBeGreaterThan(0.1);
  });

  test("an unplugged device answers nothing, a mended one again", () => {
    const rig = bench();
    rig.world.fault("gauge-in-a", { kind: "unplug" });
    expect(rig.world.device("sensors", 11)).toBeUndefined();
    rig.world.fault("gauge-in-a", { kind: "none" });
    expect(rig.world.device("sensors", 11)).toBeDefined();
  });

  test("a stuck drive keeps turning whatever it is told", () => {
    const rig = running(1);
    rig.world.fault("vfd-1", { kind: "stuck" });
    rig.drive(1, 0x047e);
    rig.wait(30);
    expect(rig.act(1)).toBe(80);
  });

  test("mains lost: the drives are dark and stand still, and stay stopped afterwards", () => {
    const rig = running(1);
    rig.world.fault("io", { kind: "mains", until: start + 60_000 });
    expect(rig.world.device("drives", 1)).toBeUndefined();
    expect(rig.world.device("sensors", 20)?.readDiscreteInputs(3, 1)).toEqual([false]);
    rig.wait(60);
    expect([rig.act(1), rig.status(1) & 0x40]).toEqual([0, 0x40]);
  });

  test("an armed watchdog relay gives the drives to their floats after 30 s and back at the next toggle", () => {
    const rig = running(1);
    const io = rig.world.device("sensors", 20);
    io?.writeCoil(2, true);
    rig.wait(29);
    expect([rig.act(1), rig.status(1) & 0x200]).toEqual([80, 0x200]);
    rig.wait(10);
    expect([rig.act(1), rig.status(1) & 0x200]).toEqual([100, 0]);
    io?.writeCoil(2, false);
    rig.wait(1);
    expect(rig.status(1) & 0x200).toBe(0x200);
  });

  test("addresses nothing is wired to are refused, and so is writing a gauge", () => {
    const { world } = bench();
    expect(world.device("sensors", 11)?.readHolding(0, 1)).toEqual({ exception: 2 });
    expect(world.device("sensors", 11)?.writeRegisters(0x100, [1])).toEqual({ exception: 2 });
    expect(world.device("drives", 1)?.writeRegisters(2, [1, 2])).toEqual({ exception: 2 });
    expect(world.device("sensors", 20)?.readCoils(0, 4)).toEqual({ exception: 2 });
    expect(world.device("drives", 11)).toBeUndefined();
  });

  test("each sample is in the truth before anybody sees it", () => {
    const rig = bench();
    rig.wait(1);
    const before = rig.truth.length;
    const pressure = rig.pressure();
    const line = JSON.parse(rig.truth[before] ?? "{}") as { device: string; shown: { p1: number }; inside: number };
    expect([line.device, line.shown.p1]).toEqual(["gauge-in-a", pressure]);
    expect(line.inside).toBe(rig.world.latest().levelInside);
    rig.pressure();
    expect(rig.truth.length).toBe(before + 1);
  });

  test("the same seed and requests give the same truth to the last digit; another seed does not", () => {
    const story = (seed: number): string => {
      const rig = running(1, seed);
      rig.world.fault("gauge-in-a", { kind: "noise", until: start + 60_000 });
      for (let minute = 0; minute < 30; minute += 1) {
        rig.wait(60);
        rig.pressure();
        rig.act(1);
      }
      return rig.truth.join("");
    };
    expect(story(7)).toBe(story(7));
    expect(story(7)).not.toBe(story(8));
  });
});

describe("the usual polder", () => {
  test("rises visibly while nothing pumps, and one pump at 80 % brings it down", () => {
    const rig = bench();
    rig.wait(300);
    const risen = rig.world.latest().levelInside;
    expect(risen).toBeGreaterThan(-2.366);
    expect(risen).toBeLessThan(-2.355);
    const pumped = running(1);
    for (let minute = 0; minute < 10; minute += 1) {
      pumped.wait(60);
      pumped.drive(1, 0x047f);
    }
    expect(pumped.world.latest().levelInside).toBeLessThan(-2.373);
  });
});
