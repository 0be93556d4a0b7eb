import { describe, expect, it } from "vitest";
import { readTextFile } from "../../core/io/files.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import { compile } from "../../rules/engine/compile/compile.ts";
import { createEngine, step } from "../../rules/engine/engine.ts";
import type { EngineSite } from "../../rules/engine/schema.ts";
import type { Input } from "../../rules/engine/types.ts";
import { socOf } from "../../simulators/plants/microgrid/battery.ts";
import { meanOf } from "../../simulators/plants/microgrid/connection.ts";
import {
  type MicrogridState,
  sitePower,
  startMicrogrid,
  stepMicrogrid,
} from "../../simulators/plants/microgrid/plant.ts";
import { microgridPlan } from "../../simulators/worlds/microgrid-plan.ts";

const hour = 3_600_000;
/** The street is read and answered every two seconds. */
const pace = 2_000;

function streetSite(): EngineSite {
  const loaded = loadSite("examples/lage-landen/microgrid.yaml", { read: readTextFile, drivers });
  if (!loaded.ok) throw new Error("the example has faults");
  return loaded.value.engine;
}

/** What the devices of the street show, as their maps make it. */
function shown(plant: MicrogridState): Readonly<Record<string, number>> {
  const { connection, battery, charger } = plant;
  const [l1, l2, l3] = connection.voltage;
  return {
    "grid/power-total": sitePower(plant),
    "grid/current-l1": Math.abs(connection.current[0]),
    "grid/current-l2": Math.abs(connection.current[1]),
    "grid/current-l3": Math.abs(connection.current[2]),
    "grid/voltage-ln-avg": (l1 + l2 + l3) / 3,
    "battery/power": Math.round(battery.power * 10) / 10,
    "battery/soc": Math.round(socOf(battery) * 10) / 10,
    "battery/temp": battery.temperature,
    "battery/fault": 0,
    "charger-1/current": Math.round(charger.current * 10) / 10,
  };
}

interface Lived {
  /** Means of the clock quarters, kW. */
  readonly quarters: readonly number[];
  /** The emptiest battery, %. */
  readonly emptiest: number;
  /** The highest current of a phase once the battery follows, A. */
  readonly ampere: number;
}

/** Lives some hours of the street under its own site file, with its reflexes or without. */
function live(site: EngineSite, start: number, hours: number, soc: number): Lived {
  const engine = createEngine(compile(site), { now: start, prefix: "1-test" });
  const plan = microgridPlan({ seed: 1, start, soc });
  const orders = { battery: 0, "charger-1": 6 };
  const quarters: number[] = [];
  let plant = startMicrogrid(plan);
  let emptiest = soc;
  let ampere = 0;
  for (let at = start; at < start + hours * hour; at += pace) {
    const inputs = Object.entries(shown(plant)).map(
      ([path, value]): Input => ({ path, value, quality: "good", reasons: [], measuredAt: at }),
    );
    for (const { actuator, speed } of step(engine, { inputs, actions: [] }, at).outputs) {
      Object.assign(orders, { [actuator]: speed ?? 0 });
    }
    const told = { battery: orders.battery, chargerCurrent: orders["charger-1"], solarShare: 1, mains: true };
    const next = stepMicrogrid(plan, plant, told, pace / 1_000);
    if (next.quarter.number !== plant.quarter.number) quarters.push(meanOf(plant.quarter));
    plant = next;
    emptiest = Math.min(emptiest, socOf(plant.battery));
    if (at >= start + 30_000) ampere = Math.max(ampere, ...plant.connection.current.map(Math.abs));
  }
  return { quarters, emptiest, ampere };
}

const site = streetSite();
const left: EngineSite = { ...site, charter: { ...site.charter, reflexes: {} } };
const winter = Date.UTC(2026, 0, 12, 14);
const summer = Date.UTC(2026, 5, 10, 8);

describe("the example's street under its own site file", () => {
  it("breaks its contract on a winter's evening when nobody keeps it", () => {
    expect(Math.max(...live(left, winter, 9, 60).quarters)).toBeGreaterThan(150);
  });

  it.each([85, 60, 45])("keeps it in the healthy band with a battery at %i percent, which keeps its reserve", (soc) => {
    const { quarters, emptiest } = live(site, winter, 9, soc);
    expect(Math.max(...quarters)).toBeLessThanOrEqual(130);
    expect(emptiest).toBeGreaterThanOrEqual(30);
  });

  it.each([
    ["January", Date.UTC(2026, 0, 12, 15)],
    ["February", Date.UTC(2026, 1, 12, 15)],
    ["December", Date.UTC(2025, 11, 11, 15)],
  ])(
    "keeps the worst phase in its healthy band on an evening in %s, and leaves it when nobody keeps it",
    (_, evening) => {
      expect(live(site, evening, 6, 60).ampere).toBeLessThanOrEqual(235);
      expect(live(left, evening, 6, 60).ampere).toBeGreaterThan(250);
    },
  );

  it("gives too much to the grid on a summer's noon when nobody keeps it, and not when it is kept", () => {
    expect(Math.min(...live(left, summer, 7, 60).quarters)).toBeLessThan(-130);
    expect(Math.min(...live(site, summer, 7, 60).quarters)).toBeGreaterThanOrEqual(-130);
  });
});
