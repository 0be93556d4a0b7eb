import type { RangeConfig } from "../../charter/schema.ts";

/** An agreed range of one variable, and the limits of alarms that follow its target. */
export interface RangePlan {
  readonly variable: number;
  readonly commons: string;
  readonly config: RangeConfig;
  /** Starts of seasons in time order; empty without seasons. */
  readonly seasons: readonly SeasonStart[];
  readonly following: readonly { readonly slot: number; readonly fromTarget: number }[];
}

/** The moment a season begins at the site. */
export interface SeasonStart {
  readonly at: number;
  readonly season: string;
}
