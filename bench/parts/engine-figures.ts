import { type Figure, median } from "../result.ts";
import { benchEngine } from "./engine.ts";

const runs = 5;
const mostBytes = 256;

/** The engine alone beside a bare typed-array loop over the same readings. */
export async function engineThroughput(): Promise<readonly Figure[]> {
  const results = [];
  for (let run = 0; run < runs; run += 1) results.push(await benchEngine());
  const ours = results.map(({ readingsPerSecond }) => readingsPerSecond);
  const bare = results.map(({ bareLoopPerSecond }) => bareLoopPerSecond);
  return [
    {
      name: "engine/throughput",
      value: median(ours),
      unit: "readings/s",
      peer: "bare typed-array loop",
      peerValue: median(bare),
      ratio: median(ours.map((value, run) => value / (bare[run] ?? Number.NaN))),
      lowerIsBetter: false,
      runs,
    },
  ];
}

/** What one variable takes of the engine's arena, beside the bound it was designed for. */
export async function engineBytes(): Promise<readonly Figure[]> {
  const { bytesPerVariable } = await benchEngine({ rounds: 1 });
  return [
    {
      name: "engine/bytes-per-variable",
      value: bytesPerVariable,
      unit: "By",
      peer: "the record it was designed for",
      peerValue: mostBytes,
      ratio: bytesPerVariable / mostBytes,
      lowerIsBetter: true,
      runs: 1,
    },
  ];
}
