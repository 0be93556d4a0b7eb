import type { MeanWindow } from "./mean-window.ts";
import type { Quarter } from "./quarter.ts";

/** What a variable that the site works out was last made of. */
export interface DerivedState {
  value: number;
  quality: number;
  reasons: number;
  substituted: boolean;
  /** Index of the source in use; -1 none is left, -2 none was ever in use. */
  source: number;
  /** When sources began to disagree; null while they agree. */
  disagreeSince: number | null;
  /** Last count of a counter; null before the first. */
  count: number | null;
  /** The clock quarter under way; null before the first reading. */
  quarter: Quarter | null;
  /** The last stretch of time, of a sliding mean; null before the first scan. */
  window: MeanWindow | null;
}

/** A variable that was never worked out. */
export const freshDerived = (): DerivedState => ({
  value: Number.NaN,
  quality: 0,
  reasons: 0,
  substituted: false,
  source: -2,
  disagreeSince: null,
  count: null,
  quarter: null,
  window: null,
});
