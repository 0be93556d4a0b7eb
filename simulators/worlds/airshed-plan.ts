import type { EpochMs } from "../../core/time.ts";
import type { AirshedPlan } from "../plants/airshed/plant.ts";
import type { OpenAir, ScriptedSmoke } from "../plants/airshed/street.ts";

/** How a world differs from the usual one. */
export interface AirshedScript {
  readonly seed: number;
  readonly start: EpochMs;
  /** ppm in every room; 450 by default, aired over night. */
  readonly co2?: number;
  /** None by default. */
  readonly smoke?: readonly ScriptedSmoke[];
  /** Measured dust in place of the synthetic year's. */
  readonly recorded?: OpenAir["recorded"];
}

/** The plan of a school by a busy road: three class rooms; the instruments are in the first. */
export function airshedPlan(script: AirshedScript): AirshedPlan {
  const { seed, start, smoke = [], recorded, co2 = 450 } = script;
  return {
    start,
    air: { seed, start, smoke, recorded },
    rooms: [
      { name: "group-7", children: 28 },
      { name: "group-5", children: 25 },
      { name: "group-3", children: 22 },
    ],
    co2,
  };
}
