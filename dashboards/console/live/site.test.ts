import { describe, expect, it } from "vitest";
import { type Actuator, runsNow, unheard, type Value } from "./site.ts";

const value = (path: string, shown: number | null): Value => ({
  ...{ path, value: shown, quality: shown === null ? "bad" : "good", reasons: [], measuredAt: 1 },
});
const site = (path: string, shown: number | null) => ({
  ...unheard("oost"),
  values: { [path]: value(path, shown) },
});
const pump: Actuator = { actuator: "pump-1", device: "vfd-1", name: "Pump 1", speed: true };
const fan: Actuator = { actuator: "fan", device: "io/fan", name: "Fan", speed: false };
const setpoint = { unit: "kW", min: -5, max: 5, shown: "battery/power" };
const battery: Actuator = { actuator: "battery", device: "battery", name: "Battery", speed: false, setpoint };

describe("whether an actuator runs", () => {
  it.each([
    ["a pump that says so", pump, site("vfd-1/running", 1), true],
    ["a pump that stands", pump, site("vfd-1/running", 0), false],
    ["a pump that is not heard", pump, unheard("oost"), null],
    ["a pump whose value is bad", pump, site("vfd-1/running", null), null],
    ["a contact that is its own feedback", fan, site("io/fan", 1), true],
    ["a battery that gives", battery, site("battery/power", -3), true],
    ["the noise of an idle battery", battery, site("battery/power", 0.05), false],
    ["a battery that is not heard", battery, unheard("oost"), null],
  ])("%s", (_name, actuator, of, runs) => {
    expect(runsNow(of, actuator)).toBe(runs);
  });
});
