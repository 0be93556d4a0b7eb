import { type ChildProcess, fork } from "node:child_process";
import type { EpochMs } from "../../core/time.ts";

/** One of the processes that `up` keeps alive. */
export type ProcessName = "world" | "gateway" | "hub";

/** What a process is told at its start. Secrets are read from the data directory, never passed. */
export interface ProcessSpec {
  readonly data: string;
  /** Directory with site.yaml and region.yaml. */
  readonly config: string;
  readonly http: { readonly host: string; readonly port: number };
  readonly mqtt: { readonly host: string; readonly port: number };
  /** World time: `speed` times as fast from `start`, which was at wall time `startedAt`. */
  readonly time: { readonly speed: number; readonly start: EpochMs; readonly startedAt: EpochMs };
}

/** What a process tells the supervisor. */
export type ProcessReport =
  | { readonly kind: "ready"; readonly details: Readonly<Record<string, unknown>> }
  | { readonly kind: "first-reading" }
  | { readonly kind: "failed"; readonly message: string };

/** Starts one process of our own program; it runs the module of that name in cli/processes. */
export function forkProcess(name: ProcessName, spec: ProcessSpec): ChildProcess {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const module = new URL(`../processes/${name}.${extension}`, import.meta.url);
  const child = fork(module, [], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.send(spec);
  return child;
}

/**
 * The other end: runs `main` with the spec the supervisor sends, and ends cleanly on SIGTERM or when the supervisor is gone.
 * A failed start is reported and ends with exit code 1; what cannot be handled crashes and is started again.
 */
export function runProcess(
  main: (spec: ProcessSpec, report: (message: ProcessReport) => void) => Promise<AsyncDisposable>,
): void {
  const report = (message: ProcessReport): void => {
    if (process.connected) process.send?.(message);
  };
  process.once("message", (spec: ProcessSpec) => {
    void begin(main, spec, report);
  });
  // The supervisor alone decides when a Ctrl-C ends us: it stops the processes in order.
  process.on("SIGINT", () => undefined);
}

async function begin(
  main: Parameters<typeof runProcess>[0],
  spec: ProcessSpec,
  report: (message: ProcessReport) => void,
): Promise<void> {
  try {
    const app = await main(spec, report);
    const end = (): void => {
      void Promise.resolve(app[Symbol.asyncDispose]()).finally(() => process.exit(0));
    };
    process.once("SIGTERM", end);
    process.once("disconnect", end);
    if (!process.connected) end();
  } catch (error) {
    report({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}
