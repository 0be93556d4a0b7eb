import { describe, expect, test } from "vitest";
import { airHandlerFace, fanTarget, guarded, leftRunning, writeAirHandler } from "./air-handler.ts";
import { climateFace } from "./climate.ts";
import { firePanelFace } from "./fire-panel.ts";
import { senseairFace } from "./senseair-s8.ts";

const calm = { tripped: false, fire: false, local: false };
const write = (table: "coil" | "holdingRegister", address: number, value: number, from = leftRunning) => {
  const after = writeAirHandler(from, { table, address, values: [value] });
  return "exception" in after ? from : after;
};

describe("an air handler", () => {
  test("turns its fan as it is told, never slower than its lowest speed", () => {
    expect(fanTarget(leftRunning)).toBe(0.2);
    expect(fanTarget(write("holdingRegister", 0, 650))).toBe(0.65);
    expect(fanTarget(write("holdingRegister", 0, 50))).toBe(0.2);
    expect(fanTarget(write("coil", 0, 0))).toBe(0);
  });

  test("lets go when it trips or the fire panel says so, and waits for a new order", () => {
    for (const inputs of [
      { ...calm, tripped: true },
      { ...calm, fire: true },
    ]) {
      const stopped = guarded(write("coil", 1, 1), inputs);
      expect([stopped.run, stopped.recirculate]).toEqual([false, false]);
      expect(airHandlerFace(stopped, inputs, 0).points).toMatchObject({ ready: 0, running: 0 });
    }
    expect(guarded(leftRunning, calm)).toBe(leftRunning);
  });

  test("shows its orders, its state and its speed in 0.1 %", () => {
    const { cells } = airHandlerFace(write("coil", 1, 1), { ...calm, local: true }, 0.613);
    expect([...(cells.discreteInput?.values() ?? [])]).toEqual([1, 1, 0, 0]);
    expect([...(cells.coil?.values() ?? [])]).toEqual([1, 1]);
    expect([cells.inputRegister?.get(0), cells.holdingRegister?.get(0)]).toEqual([613, 200]);
  });

  test("refuses to be written where nothing can be", () => {
    expect(writeAirHandler(leftRunning, { table: "coil", address: 2, values: [1] })).toEqual({ exception: 2 });
    expect(writeAirHandler(leftRunning, { table: "holdingRegister", address: 0, values: [1, 2] })).toEqual({
      exception: 2,
    });
  });
});

test("a CO2 sensor says where its range ends", () => {
  expect(senseairFace(904.4, 1).cells.inputRegister?.get(3)).toBe(904);
  expect(senseairFace(12_000, 1).points).toEqual({ status: 32, co2: 10_000 });
});

test("a climate station shows frost as a signed number", () => {
  const { cells } = climateFace({ inside: 20.4, outside: -3.2, supply: 15.7, humidityOutside: 101 });
  expect([...(cells.inputRegister?.values() ?? [])]).toEqual([204, 0x1_0000 - 32, 157, 1_000]);
});

test("a fire panel closes its contacts", () => {
  expect([...(firePanelFace(true, false).cells.discreteInput?.values() ?? [])]).toEqual([1, 0]);
});
