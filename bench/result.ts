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

/** Thrown by a benchmark that cannot run here, with why in words: it is told, and no figure stands for it. */
export class Skipped extends Error {}

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

type FigureWords = Pick<Figure, "name" | "unit" | "lowerIsBetter"> & { readonly perMessage?: number };

/** Measures ours and the peer in turn, so that a machine that slows down slows both; the ratio is the median of the pairs. */
export async function inTurn(
  { peer, ...figure }: FigureWords & Pick<Figure, "peer">,
  runs: number,
  measure: { readonly ours: () => Promise<number>; readonly peer: () => Promise<number> },
): Promise<Figure> {
  const [one] = await besideAll(figure, runs, measure.ours, [{ peer, measure: measure.peer }]);
  return one as Figure;
}

/** The same beside several peers: one figure for each, ours measured once a turn for all of them. */
export async function besideAll(
  figure: FigureWords,
  runs: number,
  ours: () => Promise<number>,
  peers: readonly { readonly peer: string; readonly measure: () => Promise<number> }[],
): Promise<readonly Figure[]> {
  const turns: { ours: number; peers: number[] }[] = [];
  for (let run = 0; run < runs; run += 1) {
    const turn = { ours: await ours(), peers: [] as number[] };
    for (const { measure } of peers) turn.peers.push(await measure());
    turns.push(turn);
  }
  return peers.map(({ peer }, at) => ({
    ...figure,
    peer,
    value: median(turns.map((turn) => turn.ours)),
    peerValue: median(turns.map((turn) => turn.peers[at] as number)),
    ratio: median(turns.map((turn) => turn.ours / (turn.peers[at] as number))),
    runs,
  }));
}
