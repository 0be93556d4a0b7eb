import type { EpochMs } from "../../core/time.ts";
import type { MicrogridPlan } from "../plants/microgrid/plant.ts";
import { type MeasuredStreet, streetPlan } from "../plants/microgrid/street.ts";

/** How a street differs from the usual one. */
export interface MicrogridScript {
  readonly seed: number;
  readonly start: EpochMs;
  /** % of the battery at the start; 60 by default. */
  readonly soc?: number;
  readonly measured?: MeasuredStreet;
}

/** So many that the winter's evenings are beyond the contract, and the summer's noons too. */
const homes = 60;

/** The plan of a street that needs its battery: sixty homes, of which a third has panels of its own. */
export function microgridPlan({ seed, start, soc = 60, measured }: MicrogridScript): MicrogridPlan {
  return { start, street: streetPlan(seed, homes, measured), soc };
}
