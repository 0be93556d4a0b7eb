import type { SiteParts } from "./site.ts";
import { StreetBench } from "./street.ts";

/** kWh of the battery's cells. */
const capacity = 400;
const oneWay = 0.96;

/** What happens in the street: kW of all others, and which cars stand there, by the second since the start. */
export interface Weather {
  readonly base: (second: number) => number;
  readonly cars: (second: number) => readonly boolean[];
}

interface Charger {
  /** A that the car heeds, and the seconds since it was told otherwise. */
  heeded: number;
  waited: number;
  current: number;
}

/** A street with a lossy battery and cars that answer late, around the engine; every machine is read at a moment of its own. */
export class Plant {
  bench: StreetBench;
  readonly weather: Weather;
  /** kWh. */
  stored: number;
  battery = 0;
  readonly chargers: readonly Charger[] = [0, 1].map(() => ({ heeded: 0, waited: 0, current: 0 }));
  /** kW at the connection, every second. */
  readonly power: number[] = [];
  /** % every second. */
  readonly soc: number[] = [];
  /** The weakest and strongest the battery's own management allows, kW. */
  managed = { lo: -100, hi: 100 };
  /** A point that cannot be read. */
  blind: string | undefined;
  /** So many seconds late the battery is read. */
  late = 1;
  readonly #past: number[] = [];
  second = 0;
  readonly #orders = new Map<string, number>();

  constructor(parts: SiteParts, weather: Weather, soc: number) {
    this.bench = new StreetBench(parts);
    this.weather = weather;
    this.stored = (soc / 100) * capacity;
  }

  #told(actuator: string): number {
    return this.#orders.get(actuator) ?? 0;
  }

  #move(): void {
    const goal = Math.min(this.managed.hi, Math.max(this.managed.lo, this.#told("battery")));
    this.battery += Math.min(50, Math.max(-50, goal - this.battery));
    const through = this.battery > 0 ? this.battery * oneWay : this.battery / oneWay;
    this.stored = Math.min(capacity, Math.max(0, this.stored + through / 3600));
    for (const [index, charger] of this.chargers.entries()) this.#charge(charger, index);
  }

  #charge(charger: Charger, index: number): void {
    const offer = this.#told(`charger-${index + 1}`);
    const wish = this.weather.cars(this.second)[index] === true && offer >= 6 ? offer : 0;
    charger.waited = wish === charger.heeded ? 0 : charger.waited + 1;
    if (charger.waited >= (charger.current === 0 ? 9 : 4)) charger.heeded = wish;
    const change = Math.min(1.5, Math.max(-3, charger.heeded - charger.current));
    charger.current = charger.heeded === 0 ? 0 : Math.max(6, charger.current + change);
  }

  /** Makes the battery so full, %. */
  fill(soc: number): void {
    this.stored = (soc / 100) * capacity;
  }

  /** Lives some seconds; the meter is read each second, the battery a second late, the chargers every other second. */
  run(seconds: number): this {
    for (let passed = 0; passed < seconds; passed += 1) {
      this.#past.push(this.battery);
      const late = this.#past.at(-this.late) ?? 0;
      this.#move();
      const cars = this.chargers.reduce((sum, { current }) => sum + current * 0.69, 0);
      const power = this.weather.base(this.second) + this.battery + cars;
      this.power.push(power);
      this.soc.push((this.stored / capacity) * 100);
      this.bench.set({ "battery/power": late * 1000, "battery/soc": this.soc.at(-1) ?? 0, "grid/power": power });
      if (this.second % 2 === 0) {
        for (const [index, { current }] of this.chargers.entries()) {
          this.bench.set({ [`charger-${index + 1}/current`]: current });
        }
      }
      if (this.blind !== undefined) this.bench.set({ [this.blind]: null });
      for (const { actuator, speed } of this.bench.scan(1_000).outputs) this.#orders.set(actuator, speed ?? 0);
      this.second += 1;
    }
    return this;
  }

  /** The mean of every whole clock quarter, kW. */
  quarters(): number[] {
    return Array.from({ length: Math.floor(this.power.length / 900) }, (_, quarter) => {
      const part = this.power.slice(quarter * 900, quarter * 900 + 900);
      return part.reduce((sum, power) => sum + power, 0) / part.length;
    });
  }
}
