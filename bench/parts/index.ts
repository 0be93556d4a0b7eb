import type { Benchmark } from "../result.ts";
import { spoolDrain } from "./drain.ts";
import { engineBytes, engineThroughput } from "./engine-figures.ts";
import { gatewayMemory, gatewayReady } from "./gateway.ts";
import { benchIngest } from "./ingest.ts";
import { reflexLatency } from "./reflex.ts";
import { spoolAppend } from "./spool.ts";

/** All benchmarks, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  { name: "ingest/embedded", run: benchIngest },
  { name: "engine/throughput", run: engineThroughput },
  { name: "engine/bytes-per-variable", run: engineBytes },
  { name: "reflex/latency-p99", run: reflexLatency },
  { name: "spool/append", run: spoolAppend },
  { name: "spool/drain", run: spoolDrain },
  { name: "gateway/ready", run: gatewayReady },
  { name: "gateway/rss", run: gatewayMemory },
];
