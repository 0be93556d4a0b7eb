import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { readRecordings } from "../../simulators/io/recordings.ts";
import { sitePower, startMicrogrid, stepMicrogrid } from "../../simulators/plants/microgrid/plant.ts";
import { microgridPlan } from "../../simulators/worlds/microgrid-plan.ts";
import { busyHome, recordedStreet, sunnyHome } from "../../simulators/worlds/microgrid-recording.ts";

const folder = process.env["HOMEOSTAT_DATA"] ?? "../shared/data";
const start = Date.UTC(2026, 2, 1);
const idle = { battery: 0, solarShare: 1, chargerCurrent: 6, mains: true };

it("a street of measured homes under a measured sun lives 30 days, and its energy balance closes to 1e-6", () => {
  if (!existsSync(folder)) throw new Error(`${folder} is absent: set HOMEOSTAT_DATA to the folder with series/`);
  const measured = recordedStreet(readRecordings([sunnyHome, busyHome], folder));
  expect([measured.homeSeries?.length, measured.sunSeries?.values.length]).toEqual([2, 8_832]);
  const plan = microgridPlan({ seed: 1, start, measured });
  let state = startMicrogrid(plan);
  let [net, used, made] = [0, 0, 0];
  let [sunAtNight, sunAtNoon] = [0, 0];
  for (let step = 0; step < 30 * 24 * 360; step += 1) {
    state = stepMicrogrid(plan, state, idle, 10);
    net += sitePower(state) / 360;
    used += (state.homes + state.charger.power + state.connection.loss + state.battery.power) / 360;
    made += (state.solar + state.roofs) / 360;
    const hour = (step / 360) % 24;
    if (hour < 2) sunAtNight = Math.max(sunAtNight, state.solar);
    if (hour > 11 && hour < 12) sunAtNoon = Math.max(sunAtNoon, state.solar);
  }
  expect(Math.abs(net + made - used)).toBeLessThan(1e-6 * used);
  // Ten kWh a day and home at least, less than forty.
  expect(used / (30 * 60)).toBeGreaterThan(10);
  expect(used / (30 * 60)).toBeLessThan(40);
  expect([sunAtNight < 2, sunAtNoon > 60]).toEqual([true, true]);
});
