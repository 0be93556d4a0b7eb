import type { EpochMs } from "../../../core/time.ts";
import { hashedDrift, sineOfTurns } from "../exact.ts";
import type { LocalTime } from "./clock.ts";

/** Where the street lies: shares of a full circle. De Meent: 52.12 degrees north, 4.68 degrees east. */
const latitude = 52.12 / 360;
const longitude = 4.68 / 360;
/** The roofs look south at this slope. */
const slope = 35 / 360;
const tilt = 23.44 / 360;

const cosineOfTurns = (turns: number): number => sineOfTurns(turns + 0.25);

/** How the sun stands: sines of its height and of its angle to the roofs; 0 or less is below the horizon or behind them. */
export interface Sun {
  readonly height: number;
  readonly onRoofs: number;
}

/**
 * The sun at a moment. A surface that looks south at a slope sees it as level ground does that much nearer to the equator.
 * Source: Cooper's declination; Duffie and Beckman, Solar Engineering of Thermal Processes, 1.6 (the equation of time, up to a
 * quarter of an hour, is left out).
 */
export function sunAt(at: EpochMs, { year }: Pick<LocalTime, "year">): Sun {
  const declination = tilt * sineOfTurns(year - 80 / 365.2425);
  const hourAngle = at / 86_400_000 - 0.5 + longitude;
  const polar = sineOfTurns(declination);
  const equatorial = cosineOfTurns(declination) * cosineOfTurns(hourAngle);
  const seen = (from: number): number => polar * sineOfTurns(from) + equatorial * cosineOfTurns(from);
  return { height: seen(latitude), onRoofs: seen(latitude - slope) };
}

const minute = 60_000;

/** The share of the direct sun that clouds let through: whole days are clear, broken or grey, and broken ones flicker. */
export function clearness(seed: number, at: EpochMs): number {
  const cover = hashedDrift(seed, 31, at / (16 * 60 * minute));
  const cloud = 0.6 * hashedDrift(seed, 32, at / (20 * minute)) + 0.4 * hashedDrift(seed, 33, at / (4 * minute));
  const gap = 1.35 - 1.2 * cover - 0.5 * cloud;
  return Math.min(1, Math.max(0, gap * 1.6));
}

/** Of what panels are rated for, what they give on a clear day with the sun straight on them: heat, dirt, wiring, inverter. */
const performance = 0.88;

/** What panels give, as a share of what they are rated for (1000 W/m2), under a sun and a sky of this clearness. */
export function panelShare(sun: Sun, clear: number): number {
  if (sun.height <= 0) return 0;
  const beam = 1.05 * (sun.height / (sun.height + 0.12)) * clear;
  const diffuse = sun.height * (0.16 + 0.14 * (1 - clear));
  return Math.min(1, performance * (beam * Math.max(0, sun.onRoofs) + diffuse));
}

/** Outdoor temperature of a day, Cel. */
export function dayTemperature(seed: number, { day, year }: Pick<LocalTime, "day" | "year">): number {
  return 10.5 - 8 * cosineOfTurns(year - 20 / 365.2425) + 6 * (hashedDrift(seed, 34, day / 3) - 0.5);
}
