import { describe, expect, it } from "vitest";
import { Bench, words } from "./testing/site.ts";

const { minute } = Bench;

/** A tank of 10,000 m2 with inflow and two pumps of 0.5 m3/s at full speed: enough to see the loop close. */
class Tank {
  level = -2.2;
  readonly bench: Bench;

  constructor(lead: string) {
    this.bench = new Bench({ charter: { reflexes: { drain: { ...words.drain, lead } } } });
  }

  run(duration: number, inflow: number, broken: readonly string[] = []): { lowest: number; highest: number } {
    let [lowest, highest] = [this.level, this.level];
    for (let passed = 0; passed < duration; passed += 1000) {
      this.bench.set({ "gauge/level": this.level });
      this.bench.obey(this.bench.scan(1000), broken);
      this.level += (inflow - this.#outflow()) / 10_000;
      [lowest, highest] = [Math.min(lowest, this.level), Math.max(highest, this.level)];
    }
    return { lowest, highest };
  }

  #outflow(): number {
    return ["pump-1", "pump-2"].reduce((sum, pump, order) => {
      const speed = this.bench.told(pump).speed ?? 0;
      return sum + (this.bench.held.get(`vfd-${order + 1}/running`) === 1 ? (0.5 * speed) / 100 : 0);
    }, 0);
  }

  starts(pump: string): number {
    return this.bench.engine.actuators[this.bench.engine.compiled.actuatorIndex.get(pump) ?? -1]?.startCount ?? 0;
  }
}

describe("the loop closed over a tank", () => {
  it("keeps the level in the healthy band in dry and in wet weather", () => {
    const tank = new Tank("fixed");
    const dry = tank.run(4 * 60 * minute, 0.1);
    expect(dry.lowest).toBeGreaterThan(-2.25);
    expect(dry.highest).toBeLessThan(-2.15);
    const wet = tank.run(60 * minute, 0.8);
    expect(wet.highest).toBeLessThan(-2.05);
  });

  it("shares the starts between the pumps", () => {
    const tank = new Tank("fewest-starts");
    tank.run(8 * 60 * minute, 0.15);
    expect(tank.starts("pump-1")).toBeGreaterThan(2);
    expect(Math.abs(tank.starts("pump-1") - tank.starts("pump-2"))).toBeLessThanOrEqual(1);
  });

  it("goes on with one pump when the other is broken", () => {
    const tank = new Tank("fixed");
    const { highest } = tank.run(6 * 60 * minute, 0.2, ["vfd-1"]);
    expect(highest).toBeLessThan(-2.1);
  });
});
