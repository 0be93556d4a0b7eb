/** One figure beside its peer or physical limit, measured in the same run on the same machine. */
export interface Figure {
  readonly name: string;
  /** The median of the runs. */
  readonly value: number;
  readonly unit: string;
  /** What stands beside it: a named peer, or the physical limit. */
  readonly peer: string;
  readonly peerValue: number;
  /** value / peerValue. */
  readonly ratio: number;
  readonly lowerIsBetter: boolean;
  readonly runs: number;
  /** Readings a message, where the figure is measured over several sizes. */
  readonly perMessage?: number;
}

/** A benchmark: measures itself and its peer in turn, several times. */
export interface Benchmark {
  readonly name: string;
  run(): Promise<readonly Figure[]>;
}

/** The middle of the values; the mean of the two middle ones when they are even in number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The smallest of the values that at least this share (0 to 1) of them does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Measures ours and the peer in turn, so that a machine that slows down slows both; the ratio is the median of the pairs. */
export async function inTurn(
  figure: Pick<Figure, "name" | "unit" | "peer" | "lowerIsBetter"> & { readonly perMessage?: number },
  runs: number,
  measure: { readonly ours: () => Promise<number>; readonly peer: () => Promise<number> },
): Promise<Figure> {
  const pairs: { ours: number; peer: number }[] = [];
  for (let run = 0; run < runs; run += 1) pairs.push({ ours: await measure.ours(), peer: await measure.peer() });
  return {
    ...figure,
    value: median(pairs.map(({ ours }) => ours)),
    peerValue: median(pairs.map(({ peer }) => peer)),
    ratio: median(pairs.map(({ ours, peer }) => ours / peer)),
    runs,
  };
}
