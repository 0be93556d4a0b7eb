import { describe, expect, it } from "vitest";
import { readTextFile } from "../../core/io/files.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import { compile } from "../../rules/engine/compile/compile.ts";
import { createEngine, step } from "../../rules/engine/engine.ts";
import type { EngineSite } from "../../rules/engine/schema.ts";
import type { Action, Input } from "../../rules/engine/types.ts";
import { type AirshedState, startAirshed, stepAirshed } from "../../simulators/plants/airshed/plant.ts";
import { airshedPlan } from "../../simulators/worlds/airshed-plan.ts";

const hour = 3_600_000;
/** The school is read and answered every five seconds. */
const pace = 5_000;
const perQuarter = 900_000 / pace;

function schoolSite(): EngineSite {
  const loaded = loadSite("examples/lage-landen/airshed.yaml", { read: readTextFile, drivers });
  if (!loaded.ok) throw new Error("the example has faults");
  return loaded.value.engine;
}

/** What the devices of the school show, as their maps make it. */
function shown({ rooms, street, temperature, supply, fan, recirculating }: AirshedState): Record<string, number> {
  const [room] = rooms;
  return {
    "co2/co2": Math.round(room?.co2 ?? 0),
    "dust-in/pm2-5": room?.pm25 ?? 0,
    "dust-b/pm2-5": street.pm25,
    "climate/temperature-inside": temperature,
    "climate/temperature-outside": street.temperature,
    "climate/temperature-supply": supply,
    "climate/humidity-outside": street.humidity,
    "air-handler/run": fan > 0 ? 1 : 0,
    "air-handler/recirculate": recirculating ? 1 : 0,
    "air-handler/running": fan > 0 ? 1 : 0,
    "air-handler/ready": 1,
    "air-handler/fault": 0,
    "air-handler/remote": 1,
    "air-handler/actual": fan * 100,
    "alarm-panel/fire": 0,
    "alarm-panel/shelter": 0,
  };
}

/** The highest mean of a quarter of an hour among values that come at a steady pace. */
function worstMean(values: readonly number[]): number {
  let [sum, worst] = [0, 0];
  for (const [index, value] of values.entries()) {
    sum += value - (values[index - perQuarter] ?? 0);
    if (index >= perQuarter - 1) worst = Math.max(worst, sum / perQuarter);
  }
  return worst;
}

/** Lives a school day from half past seven; the highest mean of a quarter of an hour, ppm. */
function worstQuarter(site: EngineSite, day: number, seed: number, actions: readonly Action[] = []): number {
  const start = day + 7.5 * hour;
  const engine = createEngine(compile(site), { now: start, prefix: "1-test" });
  const plan = airshedPlan({ seed, start });
  const order = { target: 0.2, recirculate: false };
  const breathed: number[] = [];
  let plant = startAirshed(plan, order.target);
  for (let at = start; at < start + 8 * hour; at += pace) {
    const inputs = Object.entries(shown(plant)).map(
      ([path, value]): Input => ({ path, value, quality: "good", reasons: [], measuredAt: at }),
    );
    const asked = at === start + pace ? actions : [];
    for (const { actuator, run, speed } of step(engine, { inputs, actions: asked }, at).outputs) {
      if (actuator === "recirculate") order.recirculate = run;
      else order.target = run ? (speed ?? 100) / 100 : 0;
    }
    plant = stepAirshed(plan, plant, order, pace / 1_000);
    breathed.push(plant.rooms[0]?.co2 ?? 0);
  }
  return worstMean(breathed);
}

const site = schoolSite();
const left: EngineSite = { ...site, charter: { ...site.charter, reflexes: {} } };
const heldLow: Action = {
  kind: "override",
  id: "o1",
  actor: "caretaker",
  actuator: "fan",
  value: 20,
  until: Date.UTC(2027, 0, 1),
  reason: "it is loud",
};
/** Midnight in Amsterdam of a school day in winter and one in spring. */
const days = [
  ["winter", Date.UTC(2026, 1, 11, 23)],
  ["spring", Date.UTC(2026, 2, 25, 23)],
] as const;

describe.each(days)("the example's school under its own site file on a day in %s", (_, day) => {
  it("leaves its viable range when its reflex is off and the fan is held low", () => {
    expect(worstQuarter(left, day, 1, [heldLow])).toBeGreaterThan(2000);
  });

  it.each([1, 2, 3])("keeps its healthy band by its reflex (seed %i)", (seed) => {
    expect(worstQuarter(site, day, seed)).toBeLessThanOrEqual(1200);
  });
});

it("on a day of bad dust it weighs breath against dust, and stays viable", () => {
  const worst = worstQuarter(site, Date.UTC(2026, 0, 14, 23), 1);
  expect(worst).toBeGreaterThan(1200);
  expect(worst).toBeLessThan(2000);
});
