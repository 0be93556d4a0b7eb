import { figure, type MetricFamily } from "../../core/prometheus.ts";
import { packageVersion } from "./package-files.ts";

/** This process in figures, under the names every Prometheus client uses. */
export function processMetrics(): readonly MetricFamily[] {
  const { user, system } = process.cpuUsage();
  return [
    {
      name: "homeostat_build_info",
      help: "The version that runs",
      type: "gauge",
      samples: [{ labels: { version: packageVersion() }, value: 1 }],
    },
    figure("counter", "process_cpu_seconds_total", "Processor time used", (user + system) / 1e6),
    figure("gauge", "process_resident_memory_bytes", "Memory in use", process.memoryUsage.rss()),
  ];
}
