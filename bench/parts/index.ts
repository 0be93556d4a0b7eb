import type { Benchmark } from "../result.ts";
import { firstPaint, liveCharts, liveLatency, year } from "./console.ts";
import { spoolDrain } from "./drain.ts";
import { engineBytes, engineThroughput } from "./engine-figures.ts";
import { gatewayMemory, gatewayReady } from "./gateway.ts";
import { benchInflux1 } from "./influx1.ts";
import { benchIngest } from "./ingest.ts";
import { reflexLatency } from "./reflex.ts";
import { spoolAppend } from "./spool.ts";

/** All benchmarks, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  { name: "ingest/embedded", run: benchIngest },
  { name: "ingest/influx1", run: benchInflux1 },
  { name: "engine/throughput", run: engineThroughput },
  { name: "engine/bytes-per-variable", run: engineBytes },
  { name: "reflex/latency-p99", run: reflexLatency },
  { name: "spool/append", run: spoolAppend },
  { name: "spool/drain", run: spoolDrain },
  { name: "gateway/ready", run: gatewayReady },
  { name: "gateway/rss", run: gatewayMemory },
  { name: "console/first-paint", run: firstPaint },
  { name: "console/year", run: year },
  { name: "console/live-p99", run: liveLatency },
  { name: "console/live-charts", run: liveCharts },
];
