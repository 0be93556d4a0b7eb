import type { DurationMs, EpochMs } from "../../../core/time.ts";
import { hashed, sineOfTurns } from "../exact.ts";

/** Rain that was written down beforehand; several at once add up. */
export interface ScriptedRain {
  /** After the start of the world. */
  readonly after: DurationMs;
  readonly lasts: DurationMs;
  /** mm/h. */
  readonly rate: number;
}

/** What the sky does. */
export interface Weather {
  readonly seed: number;
  readonly rain: readonly ScriptedRain[];
  /** The heaviest seeded shower, mm/h; 0 = dry but for the script. */
  readonly showers: number;
}

const cellMs = 20 * 60_000;
const dryShare = 0.85;

function showerOf(weather: Weather, cell: number): number {
  const draw = hashed(weather.seed, 1, cell);
  if (draw < dryShare) return 0;
  const strength = (draw - dryShare) / (1 - dryShare);
  return strength * strength * weather.showers;
}

/** Rain at a moment, mm/h. */
export function rainRate(weather: Weather, start: EpochMs, at: EpochMs): number {
  const cell = Math.floor(at / cellMs);
  const part = at / cellMs - cell;
  let rate = weather.showers === 0 ? 0 : showerOf(weather, cell) * (1 - part) + showerOf(weather, cell + 1) * part;
  for (const scripted of weather.rain) {
    const since = at - start - scripted.after;
    if (since >= 0 && since < scripted.lasts) rate += scripted.rate;
  }
  return rate;
}

const hour = 3_600_000;

/** Where the canal would stand without this station, m relative to its mean: wind and the other stations on it. */
export function canalSwing(seed: number, at: EpochMs): number {
  const slow = sineOfTurns(at / (37 * hour) + hashed(seed, 2, 0));
  const quick = sineOfTurns(at / (11 * hour) + hashed(seed, 2, 1));
  return 0.02 * slow + 0.01 * quick;
}

/** Water temperature, Celsius: a daily swing around 11.5. */
export function waterTemperature(at: EpochMs): number {
  return 11.5 + 0.4 * sineOfTurns(at / (24 * hour) - 0.3);
}
