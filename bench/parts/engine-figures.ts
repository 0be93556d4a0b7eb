import { type Figure, inTurn } from "../result.ts";
import { prepareEngine } from "./engine.ts";

const runs = 7;
/** Rounds of one measurement, and before the first one. */
const rounds = 30;
const warmUp = 10;

const mostBytes = 256;

/** The engine alone beside a bare typed-array loop over the same readings. */
export async function engineThroughput(): Promise<readonly Figure[]> {
  const bench = prepareEngine();
  bench.ours(warmUp);
  bench.bareLoop(warmUp);
  const words = { name: "engine/throughput", unit: "readings/s", peer: "bare typed-array loop" };
  const measure = {
    ours: () => Promise.resolve(bench.ours(rounds)),
    peer: () => Promise.resolve(bench.bareLoop(rounds)),
  };
  return [await inTurn({ ...words, lowerIsBetter: false }, runs, measure)];
}

/** What one variable takes of the engine's arena, beside the bound it was designed for. */
export async function engineBytes(): Promise<readonly Figure[]> {
  const { bytesPerVariable } = prepareEngine({ named: false });
  const words = { name: "engine/bytes-per-variable", unit: "By", peer: "the record it was designed for" };
  const measure = { ours: () => Promise.resolve(bytesPerVariable), peer: () => Promise.resolve(mostBytes) };
  return [await inTurn({ ...words, lowerIsBetter: true }, 1, measure)];
}
