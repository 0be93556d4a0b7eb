import { describe, expect, test } from "vitest";
import { float32Cells, uint32Cells } from "./face.ts";
import { disturbance, faultKinds, inForce, parseFault } from "./faults.ts";
import { gaugeFace, waterDensity } from "./gauge.ts";
import { ioFace } from "./io-module.ts";
import { floatsRun, idleRelay, watchCoil } from "./watchdog-relay.ts";

describe("gauge", () => {
  test("1.0342 bar and 11.87 C travel as 3F84 60AA 413D EB85, high word first", () => {
    expect(float32Cells(0x100, 1.0342)).toEqual([
      [0x100, 0x3f84],
      [0x101, 0x60aa],
    ]);
    expect(float32Cells(0x102, 11.87)).toEqual([
      [0x102, 0x413d],
      [0x103, 0xeb85],
    ]);
  });

  test("two metres of cool water press with 0.196 bar", () => {
    expect(waterDensity(11)).toBeCloseTo(999.6, 1);
    const face = gaugeFace({ depth: 2, temperature: 11, serial: 70_000, unitId: 11 });
    expect(face.points["p1"]).toBeCloseTo(0.19605, 4);
    expect(face.cells.holdingRegister?.get(0x0203)).toBe(70_000 - 65_536);
    expect(gaugeFace({ depth: -1, temperature: 11, serial: 1, unitId: 11 }).points["p1"]).toBe(0);
  });
});

describe("io module", () => {
  const quiet = {
    floatLow: true,
    floatHigh: false,
    door: false,
    mainsOk: true,
    stopButton: true,
    levelCurrent: 12.694,
    rainTips: 65_537,
  };

  test("contacts, current, tips and coils stand at the addresses of the site file", () => {
    const { cells } = ioFace(quiet, [true, false, true]);
    expect([...(cells.discreteInput?.values() ?? [])]).toEqual([1, 0, 0, 1, 1]);
    expect(cells.inputRegister?.get(0)).toBe(12_694);
    expect([cells.inputRegister?.get(16), cells.inputRegister?.get(17)]).toEqual([1, 1]);
    expect([...(cells.coil?.values() ?? [])]).toEqual([1, 0, 1]);
  });

  test("uint32 goes high word first", () => {
    expect(uint32Cells(0, 0x1234_5678).map(([, cell]) => cell)).toEqual([0x1234, 0x5678]);
  });
});

describe("faults", () => {
  test("a device refuses a fault it cannot have and names those it can", () => {
    const parsed = parseFault("gauge", { kind: "stop" });
    expect(parsed.ok ? "" : parsed.error).toContain("stuck, freeze, noise, unplug, lie, none");
    expect(faultKinds.filter((kind) => parseFault("drive", { kind }).ok)).toHaveLength(8);
  });

  test("a fault ends at its time; one without an end stays", () => {
    const faults = [
      { kind: "lie", until: 100, amount: 1 },
      { kind: "noise", until: undefined, amount: 2 },
    ] as const;
    expect(inForce(faults, 99)).toBe(faults);
    expect(inForce(faults, 100).map((fault) => fault.kind)).toEqual(["noise"]);
    expect(disturbance(faults, -0.5)).toBe(0);
  });
});

describe("watchdog relay", () => {
  test("is idle until the first toggle, then lets go 30 s after the last and takes back at the next", () => {
    expect(watchCoil(idleRelay, false, 1e9).released).toBe(false);
    const armed = watchCoil(idleRelay, true, 1_000);
    expect(watchCoil(armed, true, 30_999).released).toBe(false);
    const released = watchCoil(armed, true, 31_000);
    expect(released.released).toBe(true);
    expect(watchCoil(released, false, 40_000).released).toBe(false);
  });

  test("floats start at -2.00, stop at -2.55 and keep in between", () => {
    expect([floatsRun(-2, false), floatsRun(-2.3, true), floatsRun(-2.3, false), floatsRun(-2.56, true)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
