import type { EnginePoint } from "../schema.ts";
import type { Effects } from "../types.ts";
import { Bench, type SiteParts } from "./site.ts";

const point = (unit: string, staleAfter = 30_000, writable = false): EnginePoint => {
  return { unit, type: unit === "bool" ? "boolean" : "number", writable, staleAfter };
};

const fanWords = {
  device: "vfd-1",
  class: "B",
  speed: { min: "20 %", max: "100 %", ramp: "5 %/s" },
  minOn: "3min",
  minOff: "3min",
  readBack: { running: "15s" },
  link: { reassert: "10s" },
  safeState: "run",
};

const range = (viable: number, healthy: number) => ({
  viable: { hi: viable },
  healthy: { hi: healthy },
  owner: "o",
  basis: "b",
});

/** The reflex of the tests in the words of the charter. */
export const breatheWords = {
  kind: "ventilate",
  layer: "homeostasis",
  actuators: ["fan", "recirculate"],
  serve: ["site/co2-quarter", { inside: "dust/inside", outside: "dust/outside" }],
  rule: "worst-margin-first",
  atLeast: { when: "v('co2/co2') > 1800.0", fan: "60 %" },
  prefer: "recirculate",
  whenInputBad: [{ do: "hold", for: "10min" }, { do: "safeState" }],
};

/** The parts of a class room with a fan, a filter and a fire panel; `reflex` replaces keys of the ventilation. */
export function roomParts(reflex: Record<string, unknown> = {}): SiteParts {
  return {
    points: {
      ...Object.fromEntries(["running", "fault", "remote"].map((name) => [`vfd-1/${name}`, point("bool")])),
      "vfd-1/actual": point("%"),
      "io/recirculate": point("bool", 30_000, true),
      "io/shelter": point("bool"),
      "co2/co2": point("[ppm]"),
      "dust/inside": point("ug/m3"),
      "dust/outside": point("ug/m3"),
    },
    variables: {
      "site/co2-quarter": {
        commons: "air",
        unit: "[ppm]",
        from: { mean: "co2/co2", window: "15min", atLeast: "75 %" },
      },
      "site/dust-day": {
        commons: "air",
        unit: "ug/m3",
        from: { mean: "dust/outside", window: "24h", atLeast: "75 %" },
      },
    },
    actuators: { fan: fanWords, recirculate: { output: "io/recirculate", class: "B", safeState: "stop" } },
    interlocks: {
      shelter: { when: "v('io/shelter')", whenUnknown: "ignore", force: "stop", actuators: ["fan"] },
      "shelter-inside": { when: "v('io/shelter')", whenUnknown: "ignore", force: "run", actuators: ["recirculate"] },
    },
    charter: {
      ranges: { "site/co2-quarter": range(2000, 1200), "site/dust-day": range(25, 15) },
      reflexes: { breathe: { ...breatheWords, ...reflex } },
    },
  };
}

/** A bench whose fan runs at what it is told. */
export class RoomBench extends Bench {
  constructor(parts: SiteParts | Bench["engine"] = roomParts()) {
    super(parts);
    this.set({ "io/recirculate": 0, "io/shelter": 0 }).air(600, 5, 5);
  }

  /** ppm of CO2, dust inside and outside. */
  air(co2: number | null, inside: number | null, outside: number | null): this {
    return this.set({ "co2/co2": co2, "dust/inside": inside, "dust/outside": outside });
  }

  override obey(effects: Effects): void {
    for (const { actuator, run, speed } of effects.outputs) {
      if (actuator === "recirculate") this.set({ "io/recirculate": run ? 1 : 0 });
      else this.drive("vfd-1", run).set({ "vfd-1/actual": run ? (speed ?? 100) : 0 });
    }
  }

  /** Speed of the fan and whether room air goes over the filter. */
  get does(): readonly [number | null, boolean] {
    return [this.told("fan").speed, this.told("recirculate").run];
  }

  get why(): string {
    const { actuatorIndex } = this.engine.compiled;
    return this.engine.actuators[actuatorIndex.get("fan") ?? -1]?.reason ?? "";
  }
}

/** A class room: CO2 and dust well mixed, a fan of 0.23 m3/s, a filter of 0.25 m3/s, both of one volume of 200 m3. */
export class Room {
  co2 = 600;
  dust: number;
  readonly bench = new RoomBench();

  constructor(dust: number) {
    this.dust = dust;
  }

  /** Lives on with so many cm3/s of CO2 breathed out and dust outside; the highest CO2 and dust, the turns of the filter. */
  run(duration: number, breath: number, outside: number) {
    let [worstCo2, worstDust, turns, filtered] = [0, 0, 0, false];
    for (let passed = 0; passed < duration; passed += 1_000) {
      this.bench.air(this.co2, this.dust, outside).obey(this.bench.scan(1_000));
      const filters = this.bench.held.get("io/recirculate") === 1;
      const actual = this.bench.held.get("vfd-1/actual") ?? 0;
      const fresh = 0.01 + (0.23 * actual) / 100;
      this.co2 += (fresh * (420 - this.co2) + breath) / 200;
      this.dust += (fresh * (outside - this.dust) - (filters ? 0.21 * this.dust : 0)) / 200;
      if (filters !== filtered) turns += 1;
      filtered = filters;
      worstCo2 = Math.max(worstCo2, this.co2);
      worstDust = Math.max(worstDust, this.dust);
    }
    return { worstCo2, worstDust, turns };
  }
}
