import type { EnginePoint } from "../schema.ts";
import type { Action } from "../types.ts";
import { Bench, type SiteParts } from "./site.ts";

const point = (unit: string, writable = false): EnginePoint => ({ unit, type: "number", writable, staleAfter: 10_000 });

/** The points of a street with a meter, a battery and two chargers. */
const points = {
  "grid/power": point("kW"),
  "battery/power": point("W"),
  "battery/setpoint": point("W", true),
  "battery/soc": point("%"),
  "battery/temp": point("Cel"),
  ...Object.fromEntries(
    ["charger-1", "charger-2"].flatMap((id) => [
      [`${id}/current`, point("A")],
      [`${id}/setpoint`, point("A", true)],
    ]),
  ),
};

/** A battery in the words of the site file. */
export const batteryWords = {
  device: "battery",
  class: "A",
  power: { min: "-100 kW", max: "100 kW", ramp: "20 kW/s" },
  limits: {
    soc: { lo: "10 %", hi: "95 %", from: "battery/soc" },
    cellTemperature: { lo: "2 Cel", hi: "45 Cel", from: "battery/temp" },
  },
  readBack: { power: { within: "3 kW", after: "5s" } },
  link: { reassert: "10s", lease: "30s", lost: "idle" },
  safeState: "idle",
};

/** A charger in the words of the site file. */
export const chargerWords = (device: string) => ({
  device,
  class: "B",
  current: { min: "6 A", max: "16 A", step: "1 A", offBelow: "6 A" },
  phases: 3,
  minOn: "5min",
  minOff: "5min",
  settle: "15s",
  link: { reassert: "20s", lease: "60s", lost: { current: "6 A" } },
  safeState: { current: "6 A" },
});

/** The parts of a small street; `more` replaces some of them. */
export function streetParts(more: SiteParts = {}): SiteParts {
  const actuators = {
    battery: batteryWords,
    "charger-1": chargerWords("charger-1"),
    "charger-2": chargerWords("charger-2"),
  };
  return { points, variables: {}, actuators, charter: { ranges: {}, reflexes: {} }, ...more };
}

/** The reflex that keeps the contract, in the words of the charter. */
export const keepContract = {
  kind: "dispatch",
  layer: "homeostasis",
  input: "site/power-quarter",
  aim: { lo: -130, hi: 130 },
  use: ["battery", "charger-1", "charger-2"],
  reserve: { soc: "30 %" },
  cycle: "2s",
  whenInputBad: [{ do: "hold", for: "30s" }, { do: "safeState" }],
};

/** What was agreed about the connection. */
export const contractRange = {
  viable: { lo: -150, hi: 150 },
  healthy: { lo: -130, hi: 130 },
  owner: "co-op",
  basis: "contract",
};

/** The street with its contract counted in clock quarters, and reflexes that keep it. */
export function dispatchSite(
  reflexes: Readonly<Record<string, unknown>> = { "keep-contract": keepContract },
  ranges: Readonly<Record<string, unknown>> = {},
): SiteParts {
  return streetParts({
    variables: { "site/power-quarter": { commons: "energy", unit: "kW", from: { meanOfQuarterHour: "grid/power" } } },
    charter: { ranges: { "site/power-quarter": contractRange, ...ranges }, reflexes },
  });
}

/** A bench for the street: what the machines show at first, and orders of a person. */
export class StreetBench extends Bench {
  #orders = 0;

  constructor(parts: SiteParts | Bench["engine"] = streetParts()) {
    super(parts);
    this.set({ "grid/power": 0, "battery/power": 0, "battery/soc": 60, "battery/temp": 20 });
    this.set({ "charger-1/current": 0, "charger-2/current": 0 });
  }

  /** Somebody orders a value for a while; what was answered. */
  order(actuator: string, value: number, minutes = 60) {
    this.#orders += 1;
    const until = this.now + minutes * Bench.minute;
    const action: Action = {
      kind: "override",
      id: `o${this.#orders}`,
      actor: "anna",
      actuator,
      value,
      until,
      reason: "r",
    };
    return this.scan(1_000, [action]).results.find(({ id }) => id === action.id);
  }

  /** Everything that was put out to an actuator: when (ms since the first) and what. */
  outputs(actuator: string) {
    return this.log.flatMap(({ outputs }) => outputs.filter((output) => output.actuator === actuator));
  }
}
