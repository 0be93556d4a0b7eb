import type { DurationMs, EpochMs } from "../../../../core/time.ts";
import type { Books } from "../../../../core/wire/books.ts";

/** The books of one boot of a site. */
export type Boot = Books["boots"][number];

/** Where a reading can end, in the order in which they are told; all but the first add up to it. */
export const fates = ["assigned", "stored", "refused", "gaps", "inFlight", "unexplained"] as const;
/** Names a column of the books. */
export type Fate = (typeof fates)[number];

/** The books of one site. */
export interface SiteBooks {
  readonly site: string;
  readonly boots: readonly Boot[];
}

/** All boots of a site together. What a boot has not said counts as nothing; `measured` is null where none has said it. */
export function sumOf(boots: readonly Boot[]): Readonly<Record<Fate, number>> & {
  readonly measured: number | null;
  readonly folded: number | null;
} {
  const sum = (of: (boot: Boot) => number): number => boots.reduce((all, boot) => all + of(boot), 0);
  const said = (of: (boot: Boot) => number | null): number | null =>
    boots.every((boot) => of(boot) === null) ? null : sum((boot) => of(boot) ?? 0);
  return {
    assigned: sum(({ assigned }) => assigned),
    stored: sum(({ stored }) => stored),
    refused: sum(({ refused }) => refused),
    gaps: sum(({ gaps }) => gaps),
    inFlight: sum(({ inFlight }) => inFlight),
    unexplained: sum(({ unexplained }) => unexplained),
    measured: said(({ measured }) => measured),
    folded: said(({ folded }) => folded),
  };
}

/** What the books of a site come to. */
export type Verdict = "unexplained" | "behind" | "whole";

/** So many readings may be on their way when all is well: some seconds of a large site. */
const usualInFlight = 5_000;

/** Unexplained readings are the worst that can be; many on their way mean that the store or the line is behind. */
export function verdictOf({
  unexplained,
  inFlight,
}: {
  readonly unexplained: number;
  readonly inFlight: number;
}): Verdict {
  if (unexplained > 0) return "unexplained";
  return inFlight > usualInFlight ? "behind" : "whole";
}

/** How old an answer may become before it no longer tells how things stand, ms of our own time. */
const freshFor: DurationMs = 12_000;

/** Whether an answer still tells how things stand: it was told lately, and the server is there. */
export function isFresh(silence: DurationMs, serverGone: boolean): boolean {
  return !serverGone && silence <= freshFor;
}

/** What a store has of a variable whose newest reading is on the page. */
export type Lag = { readonly kind: "none" } | { readonly kind: "by" | "late" | "over"; readonly lag: DurationMs };

/** So far behind is a store when all is well, with some seconds between two questions. */
const usualLag: DurationMs = 30_000;

/** How far the store is behind what was measured: by at least the time that was looked back over where it has nothing. */
export function lagOf(measuredAt: EpochMs | undefined, stored: EpochMs | undefined, lookedBack: DurationMs): Lag {
  if (measuredAt === undefined) return { kind: "none" };
  if (stored === undefined) return { kind: "over", lag: lookedBack };
  const lag = Math.max(0, measuredAt - stored);
  return { kind: lag > usualLag ? "late" : "by", lag };
}
