import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { ProcessReport, Progress, ReplaySpec } from "../../cli/io/child.ts";
import { stopped } from "./mosquitto.ts";

/** The gateway of a replay alone, as `homeostat replay` runs it, on a broker that it is told of. */
export class ReplayProcess {
  readonly #child: ChildProcess;
  readonly finished: Promise<void>;
  /** How far it has come, as it said last. */
  progress: Progress = { readings: 0, at: 0, inFlight: 0 };

  constructor(spec: Omit<ReplaySpec, "kind" | "http">) {
    this.#child = fork(join(import.meta.dirname, "../../dist/cli/processes/replay.js"), { stdio: "inherit" });
    this.#child.send({ kind: "replay", http: { host: "127.0.0.1", port: 0 }, ...spec });
    this.finished = new Promise((resolve, reject) => {
      this.#child.on("message", (report: ProcessReport) => {
        if (report.kind === "progress") this.progress = report.details;
        if (report.kind === "finished") resolve();
        if (report.kind === "failed") reject(new Error(report.message));
      });
      this.#child.once("exit", (code) => reject(new Error(`the replay ended (${code})`)));
    });
    this.finished.catch(() => undefined);
  }

  /** Ends it as its supervisor does. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    if (this.#child.exitCode === null && this.#child.kill("SIGTERM")) await ended;
  }

  kill(): Promise<void> {
    return stopped(this.#child);
  }
}
