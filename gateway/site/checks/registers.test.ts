import { describe, expect, it } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { registerChecks } from "./registers.ts";
import { siteWiring } from "./wiring.ts";

const problemsOf = (devices: object) => {
  const wiring = siteWiring({ devices }, drivers);
  return registerChecks.flatMap((check) => check(wiring)).map(({ path }) => path.join("."));
};

describe("a device that speaks unasked", () => {
  it("has its bus for itself", () => {
    const server = { driver: "modbus", bus: "line", unitId: 1, map: "keller-level" };
    expect(problemsOf({ meter: { driver: "dsmr-p1", bus: "p1" }, server })).toEqual([]);
    expect(problemsOf({ meter: { driver: "dsmr-p1", bus: "line" }, server })).toEqual(["devices.meter.bus"]);
    const two = { meter: { driver: "dsmr-p1", bus: "line" }, dust: { driver: "sds011", bus: "line" } };
    expect(problemsOf(two)).toEqual(["devices.meter.bus", "devices.dust.bus"]);
  });
});

describe("a point of a device", () => {
  it("is stale after five polls, or after three of its own when those are rarer", () => {
    const meters = { gas: "G0099000087654321" };
    const { points } = siteWiring(
      { devices: { meter: { driver: "dsmr-p1", bus: "p1", meters, metersEvery: "5min" } } },
      drivers,
    );
    expect(points.get("meter/power-total")?.staleAfter).toBe(5000);
    expect(points.get("meter/gas")?.staleAfter).toBe(900_000);
  });
});
