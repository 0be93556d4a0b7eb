import { describe, expect, it } from "vitest";
import { readTextFile } from "../../core/io/files.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import { compile } from "../../rules/engine/compile/compile.ts";
import { createEngine, step } from "../../rules/engine/engine.ts";
import type { EngineSite } from "../../rules/engine/schema.ts";
import type { Input } from "../../rules/engine/types.ts";
import { gaugeFace } from "../../simulators/devices/gauge.ts";
import {
  levelInside,
  levelOutside,
  type PolderPlan,
  type PolderState,
  startPolder,
  stepPolder,
} from "../../simulators/plants/polder/plant.ts";
import { polderPlan } from "../../simulators/worlds/polder-plan.ts";
import { heights } from "../../simulators/worlds/polder-wiring.ts";

const hour = 3_600_000;
/** The station is read and answered every five seconds. */
const pace = 5_000;
const pumps = ["pump-1", "pump-2"];

function stationSite(): EngineSite {
  const loaded = loadSite("examples/lage-landen/polder.yaml", { read: readTextFile, drivers });
  if (!loaded.ok) throw new Error("the example has faults");
  return loaded.value.engine;
}

function gauge(path: string, depth: number): Readonly<Record<string, number>> {
  const { points } = gaugeFace({ depth, temperature: 11, serial: 1, unitId: 11 });
  return { [`${path}/p1`]: points["p1"] ?? 0, [`${path}/tob1`]: points["tob1"] ?? 0 };
}

/** What the devices of the station show, as their maps make it. */
function shown(plan: PolderPlan, plant: PolderState): Readonly<Record<string, number>> {
  const level = levelInside(plant);
  const share = (level - heights.current4mA) / (heights.current20mA - heights.current4mA);
  const drives = plant.motors.flatMap(({ speed }, index) => {
    const of = `vfd-${index + 1}`;
    const words = { running: speed > 0 ? 1 : 0, ready: 1, fault: 0, remote: 1, actual: speed * 100 };
    return Object.entries(words).map(([word, value]) => [`${of}/${word}`, value]);
  });
  return {
    ...gauge("gauge-in-a", level - heights.gaugeInside),
    ...gauge("gauge-out-a", levelOutside(plan, plant) - heights.gaugeOutside),
    ...Object.fromEntries(drives),
    "io/level-in-b": 4 + 16 * share,
    "io/float-low": level < heights.floatLow ? 1 : 0,
    "io/float-high": level > heights.floatHigh ? 1 : 0,
    "io/door": 0,
    "io/mains-ok": 1,
    "io/stop-button": 0,
    "io/rain-tips": 0,
  };
}

interface Lived {
  readonly lowest: number;
  readonly highest: number;
}

/** Lives some hours of the polder; a pump that nobody commands stands still. */
function live(site: EngineSite, start: number, hours: number): Lived {
  const engine = createEngine(compile(site), { now: start, prefix: "1-test" });
  const plan = polderPlan({ seed: 1, start });
  const orders = pumps.map(() => ({ target: 0, coast: false }));
  let plant = startPolder(plan, pumps.length);
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = start; at < start + hours * hour; at += pace) {
    const inputs = Object.entries(shown(plan, plant)).map(
      ([path, value]): Input => ({ path, value, quality: "good", reasons: [], measuredAt: at }),
    );
    for (const { actuator, run, speed, released } of step(engine, { inputs, actions: [] }, at).outputs) {
      const order = orders[pumps.indexOf(actuator)];
      if (order !== undefined) order.target = run && !released ? (speed ?? 100) / 100 : 0;
    }
    plant = stepPolder(plan, plant, orders, pace / 1_000);
    const level = levelInside(plant);
    [lowest, highest] = [Math.min(lowest, level), Math.max(highest, level)];
  }
  return { lowest, highest };
}

const site = stationSite();
const { drain, ...protection } = site.charter.reflexes;
const without = (reflexes: EngineSite["charter"]["reflexes"]): EngineSite => ({
  ...site,
  charter: { ...site.charter, reflexes },
});
const winter = Date.UTC(2026, 1, 11, 23);

describe("the example's polder under its own site file", () => {
  it("keeps its healthy band by its reflex", () => {
    const { lowest, highest } = live(site, winter, 24);
    expect(lowest).toBeGreaterThanOrEqual(-2.45);
    expect(highest).toBeLessThanOrEqual(-2.35);
  });

  it("leaves its viable range when its reflexes are off", () => {
    expect(drain).toBeDefined();
    expect(live(without({}), winter, 24).highest).toBeGreaterThan(-1.85);
  });

  it("leaves its healthy band with the last float alone, which keeps it viable", () => {
    const { highest } = live(without(protection), winter, 24);
    expect(highest).toBeGreaterThan(-2.35);
    expect(highest).toBeLessThanOrEqual(-1.85);
  });
});
