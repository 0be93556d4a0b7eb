import type { DurationMs } from "../../../../core/time.ts";
import type { FigureName } from "../../../server/performance/settings.ts";
import { age, number } from "../../texts/words.ts";

/** A figure and its bounds, as the server tells them. Shares are 0 to 1, times in ms. */
export interface Figure {
  readonly figure: FigureName;
  readonly value: number | null;
  readonly acceptable: number;
  readonly verdict: "acceptable" | "manageable" | "bad" | null;
}

/** What the server answers of it, as far as the page shows it. */
export interface Performance {
  readonly figures: readonly Figure[];
  readonly rates: {
    readonly floods: readonly { readonly count: number; readonly peak: number }[];
  };
  readonly mostFrequent: readonly {
    readonly site: string;
    readonly key: string;
    readonly count: number;
    readonly share: number;
  }[];
}

/** A verdict's shape and colour; its word stands beside it. */
export const verdictMarks = {
  acceptable: { shape: "●", colour: "good" },
  manageable: { shape: "◆", colour: "uncertain" },
  bad: { shape: "✕", colour: "bad" },
  unknown: { shape: "◌", colour: "outdated" },
} as const;

const shares: ReadonlySet<FigureName> = new Set([
  "hoursAbove30",
  "tenMinutesAbove10",
  "timeInFlood",
  "shareOfTenMostFrequent",
]);

function inWords(figure: FigureName, value: number): string {
  if (figure === "medianToAcknowledge") return age(value satisfies DurationMs);
  if (shares.has(figure)) return `${number(Math.round(value * 1_000) / 10)} %`;
  return number(Math.round(value * 100) / 100);
}

/** What was found, with its unit; a dash where nothing is known. */
export function figureWords({ figure, value }: Figure): string {
  return value === null ? "–" : inWords(figure, value);
}

/** What is still acceptable, with its unit. */
export function boundWords({ figure, acceptable }: Figure): string {
  return inWords(figure, acceptable);
}
