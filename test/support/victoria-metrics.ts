import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopped } from "./mosquitto.ts";
import { freePort } from "./ports.ts";
import { until } from "./until.ts";

/** A VictoriaMetrics of our own. */
export interface VictoriaMetrics {
  readonly url: string;
  /** Every sample of a metric as `[time in ms, value]`, with its labels. */
  samples(
    metric: string,
  ): Promise<readonly { labels: Record<string, string>; points: readonly (readonly number[])[] }[]>;
  stop(): Promise<void>;
}

/** Starts Debian's `victoria-metrics` on a free loopback port, in a directory that goes with it. */
export async function startVictoriaMetrics(): Promise<VictoriaMetrics> {
  const directory = mkdtempSync(join(tmpdir(), "victoria-"));
  const port = await freePort();
  const flags = [`-storageDataPath=${directory}`, `-httpListenAddr=127.0.0.1:${port}`, "-retentionPeriod=100y"];
  const child = spawn("victoria-metrics", flags, { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  await until(
    "victoria-metrics answers",
    () =>
      fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      ),
    30_000,
  );
  return {
    url,
    samples: async (metric) => {
      await fetch(`${url}/internal/force_flush`);
      const match = encodeURIComponent(`{__name__="${metric}"}`);
      const text = await (await fetch(`${url}/api/v1/export?match[]=${match}`)).text();
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => {
          const { metric: labels, timestamps, values } = JSON.parse(line) as Exported;
          return { labels, points: timestamps.map((time, at) => [time, values[at] ?? Number.NaN]) };
        });
    },
    stop: () => stopped(child).finally(() => rmSync(directory, { recursive: true, force: true })),
  };
}

interface Exported {
  readonly metric: Record<string, string>;
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}
