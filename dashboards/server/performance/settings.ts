import type { DurationMs } from "../../../core/time.ts";

/** What counts as what. Sources disagree on the first three; the others are as most have them. */
export interface PerformanceSettings {
  /** Chattering: activations of one alarm … */
  readonly chatterCount: number;
  /** … within this time. */
  readonly chatterWithin: DurationMs;
  /** Fleeting: gone sooner than this, with no time to act. */
  readonly fleetingBelow: DurationMs;
  /** Stale: active without a break for longer than this. */
  readonly staleAfter: DurationMs;
  /** A flood begins in a period of ten minutes with more alarms than this … */
  readonly floodAbove: number;
  /** … and ends with one that has fewer than this. */
  readonly floodBelow: number;
}

/** Source: ANSI/ISA-18.2-2016 clause 16 as summarised publicly; 3 activations in a minute and 10 s as the strictest in use. */
export const usualSettings: PerformanceSettings = {
  chatterCount: 3,
  chatterWithin: 60_000,
  fleetingBelow: 10_000,
  staleAfter: 86_400_000,
  floodAbove: 10,
  floodBelow: 5,
};

/** A figure's bounds: up to `acceptable` it is fine, up to `most` it can be managed, above it is bad. */
export interface Bounds {
  readonly acceptable: number;
  readonly most: number;
}

/**
 * For one operator's position over 30 days. Rates are those of ISA-18.2-2009 and IEC 62682:2014 (144 a day); ISA-18.2-2016 gives no
 * figures a day any more. Shares are 0 to 1.
 */
export const bounds = {
  perDay: { acceptable: 150, most: 300 },
  perHour: { acceptable: 6, most: 12 },
  perTenMinutes: { acceptable: 1, most: 2 },
  hoursAbove30: { acceptable: 0.01, most: 0.05 },
  tenMinutesAbove10: { acceptable: 0.01, most: 0.05 },
  mostInTenMinutes: { acceptable: 10, most: 10 },
  timeInFlood: { acceptable: 0.01, most: 0.05 },
  shareOfTenMostFrequent: { acceptable: 0.05, most: 0.2 },
  chattering: { acceptable: 0, most: 0 },
  fleeting: { acceptable: 0, most: 0 },
  staleOnWorstDay: { acceptable: 4, most: 4 },
  shelvedOverTime: { acceptable: 0, most: 0 },
  medianToAcknowledge: { acceptable: 300_000, most: 300_000 },
} as const satisfies Readonly<Record<string, Bounds>>;
export type FigureName = keyof typeof bounds;

/** The split of priorities that is aimed at; off by more than 15 points is bad. High holds critical too. */
export const aimedSplit = { low: 0.8, medium: 0.15, high: 0.05 } as const;
export const splitTolerance = 0.15;
