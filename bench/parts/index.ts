import type { Benchmark } from "../result.ts";
import { benchIngest } from "./ingest.ts";

/** All benchmarks, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [{ name: "ingest/embedded", run: benchIngest }];
