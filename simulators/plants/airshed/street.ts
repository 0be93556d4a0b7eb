import type { DurationMs, EpochMs } from "../../../core/time.ts";
import { hashed, hashedDrift, sineOfTurns } from "../exact.ts";
import { type Series, seriesAt } from "../series.ts";
import { type StraightLines, valueOn } from "../straight-lines.ts";
import { isWorkday, localTime } from "./local-time.ts";

/** Smoke or fireworks that were written down beforehand; several at once add up. */
export interface ScriptedSmoke {
  /** After the start of the world. */
  readonly after: DurationMs;
  readonly lasts: DurationMs;
  /** ug/m3 of fine dust more than there would be. */
  readonly pm25: number;
}

/** What decides the air of the street. */
export interface OpenAir {
  readonly seed: number;
  readonly start: EpochMs;
  readonly smoke: readonly ScriptedSmoke[];
  /** Dust that was measured somewhere, ug/m3, in place of the synthetic year's. */
  readonly recorded?: { readonly pm25: Series; readonly pm10: Series } | undefined;
}

/** The air in the street. Dust in ug/m3, CO2 in ppm, temperature in Celsius, relative humidity in %. */
export interface StreetAir {
  readonly pm25: number;
  readonly pm10: number;
  readonly co2: number;
  readonly temperature: number;
  readonly humidity: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365.25 * day;

/** Traffic by minute of the day, share of the busiest hour. */
const workdayTraffic: StraightLines = [
  [300, 0.05],
  [420, 0.5],
  [495, 1],
  [570, 0.5],
  [930, 0.5],
  [1035, 1],
  [1140, 0.4],
  [1380, 0.05],
];
const restDayTraffic: StraightLines = [
  [480, 0.05],
  [780, 0.4],
  [1020, 0.4],
  [1380, 0.05],
];

/** Share of the busiest hour's traffic. */
function traffic(at: EpochMs): number {
  const time = localTime(at);
  return valueOn(isWorkday(time) ? workdayTraffic : restDayTraffic, time.minute);
}

/** How little the wind moves: 0 on most days, up to 1 on the stillest. */
function stagnation(seed: number, at: EpochMs): number {
  return Math.max(0, (hashedDrift(seed, 21, at / day) - 0.75) / 0.25);
}

/** 1 in the middle of January, -1 in the middle of July. */
function winterness(at: EpochMs): number {
  return sineOfTurns(at / year + 0.21);
}

function syntheticDust(seed: number, at: EpochMs): Pick<StreetAir, "pm25" | "pm10"> {
  const still = stagnation(seed, at);
  const cars = traffic(at);
  const region = (9 + 3 * winterness(at)) * (0.6 + 0.8 * hashedDrift(seed, 22, at / (6 * hour))) * (1 + 4 * still);
  const flicker = 0.85 + 0.3 * hashedDrift(seed, 23, at / (10 * minute));
  const pm25 = (region + cars * (5 + 15 * still)) * flicker;
  const coarse =
    4 + 6 * hashedDrift(seed, 24, at / (12 * hour)) + cars * (8 + 10 * hashed(seed, 25, Math.floor(at / day)));
  return { pm25, pm10: 1.3 * pm25 + coarse * flicker };
}

function smokeAt({ start, smoke }: OpenAir, at: EpochMs): number {
  let more = 0;
  for (const { after, lasts, pm25 } of smoke) {
    const since = at - start - after;
    if (since >= 0 && since < lasts) more += pm25;
  }
  return more;
}

function dust(air: OpenAir, at: EpochMs): Pick<StreetAir, "pm25" | "pm10"> {
  const { recorded, seed } = air;
  const smoke = smokeAt(air, at);
  const usual =
    recorded === undefined
      ? syntheticDust(seed, at)
      : { pm25: seriesAt(recorded.pm25, at), pm10: seriesAt(recorded.pm10, at) };
  return { pm25: usual.pm25 + smoke, pm10: usual.pm10 + 1.1 * smoke };
}

/** Celsius: the year, the day, and weather that changes within days. */
function temperature(seed: number, at: EpochMs): number {
  const weather = hashedDrift(seed, 26, at / (3 * day)) - 0.5;
  return 10.5 - 7.5 * winterness(at) + 3.5 * sineOfTurns(at / day - 0.375) + 10 * weather;
}

/** The air in the street at a moment. */
export function streetAir(air: OpenAir, at: EpochMs): StreetAir {
  const { seed } = air;
  const wet = hashedDrift(seed, 27, at / day) - 0.5;
  const humidity = 80 - 12 * sineOfTurns(at / day - 0.375) + 30 * wet;
  return {
    ...dust(air, at),
    co2: 420 + 15 * traffic(at) + 25 * stagnation(seed, at) + 6 * (hashedDrift(seed, 28, at / (20 * minute)) - 0.5),
    temperature: temperature(seed, at),
    humidity: Math.min(99, Math.max(30, humidity)),
  };
}
