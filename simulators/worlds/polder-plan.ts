import type { EpochMs } from "../../core/time.ts";
import type { PolderPlan } from "../plants/polder/plant.ts";
import type { ScriptedRain } from "../plants/polder/weather.ts";

/** How a world differs from the usual one. */
export interface PolderScript {
  readonly seed: number;
  readonly start: EpochMs;
  /** m NAP; by default 3 cm above the season's agreed level, so that a pump has work. */
  readonly levelInside?: number;
  /** m NAP, mean of the canal; -0.60 by default. */
  readonly canalMean?: number;
  /** By default an hour of light rain from the start. */
  readonly rain?: readonly ScriptedRain[];
  /** m3 of earlier rain still on its way to the ditches; 180 by default. */
  readonly runoff?: number;
  /** Heaviest seeded shower, mm/h; 12 by default, 0 = none. */
  readonly showers?: number;
}

const lightRain: ScriptedRain = { after: 0, lasts: 3_600_000, rate: 6 };
/** m3 under way when it has rained for a while: an inflow of about half a pump. */
const usualRunoff = 180;

/** The agreed level of the season, m NAP: summer from 15 April, winter from 1 October (UTC days are near enough here). */
function seasonLevel(at: EpochMs): number {
  const date = new Date(at);
  const day = (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  return day >= 415 && day < 1001 ? -2.2 : -2.4;
}

/** The plan of a polder a newcomer can watch: a little too high, modest inflow, showers now and then. */
export function polderPlan(script: PolderScript): PolderPlan {
  return {
    start: script.start,
    weather: { seed: script.seed, rain: script.rain ?? [lightRain], showers: script.showers ?? 12 },
    levelInside: script.levelInside ?? seasonLevel(script.start) + 0.03,
    canalMean: script.canalMean ?? -0.6,
    runoff: script.runoff ?? usualRunoff,
  };
}
