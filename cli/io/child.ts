import { type ChildProcess, fork } from "node:child_process";
import { AppError, type ErrorCode } from "../../core/errors.ts";
import type { WorldPace } from "../../core/io/clock.ts";
import type { ListenAddress } from "../address.ts";

/** One of the processes that `up` and `replay` keep alive. */
export type ProcessName = "world" | "gateway" | "replay" | "hub";

/** Where an instance lies and listens. */
interface InstancePlace {
  readonly data: string;
  readonly http: ListenAddress;
  readonly mqtt: ListenAddress;
}

/** An instance of `up`. */
export interface UpSpec extends InstancePlace {
  readonly kind: "up";
  /** Directory with site.yaml and region.yaml. */
  readonly config: string;
  readonly time: WorldPace;
}

/** An instance of `replay`. */
export interface ReplaySpec extends InstancePlace {
  readonly kind: "replay";
  readonly map: string;
  /** Times faster than recorded; null is as fast as it is stored. */
  readonly speed: number | null;
}

/** What a process is told at its start. Secrets are read from the data directory, never passed. */
export type ProcessSpec = UpSpec | ReplaySpec;

/** What a process tells the supervisor. */
export type ProcessReport =
  | { readonly kind: "ready"; readonly details: Readonly<Record<string, unknown>> }
  | { readonly kind: "first-reading" }
  | { readonly kind: "progress"; readonly details: Progress }
  | { readonly kind: "finished" }
  | { readonly kind: "failed"; readonly message: string; readonly code?: ErrorCode };

/** How far a replay has come. */
export interface Progress {
  readonly readings: number;
  readonly at: number;
  readonly inFlight: number;
}

/** Why a process failed, as it would have been thrown here. */
export function failureOf({ code, message }: Extract<ProcessReport, { kind: "failed" }>): Error {
  return code === undefined ? new Error(message) : new AppError(code, message);
}

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
export function runProcess<S extends ProcessSpec>(main: Main<S>): void {
  const report = (message: ProcessReport): void => {
    if (process.connected) process.send?.(message);
  };
  process.once("message", (spec: S) => {
    void begin(main, spec, report);
  });
  // The supervisor alone decides when a Ctrl-C ends us: it stops the processes in order.
  process.on("SIGINT", () => undefined);
}

type Main<S> = (spec: S, report: (message: ProcessReport) => void) => Promise<AsyncDisposable>;

async function begin<S>(main: Main<S>, spec: S, report: (message: ProcessReport) => void): Promise<void> {
  try {
    const app = await main(spec, report);
    const end = (): void => {
      void Promise.resolve(app[Symbol.asyncDispose]()).finally(() => process.exit(0));
    };
    process.once("SIGTERM", end);
    process.once("disconnect", end);
    if (!process.connected) end();
  } catch (error) {
    fail(error, report);
  }
}

/** Ends this process with the reason it cannot go on. What a person can mend is told by its message alone. */
export function fail(error: unknown, report: (message: ProcessReport) => void): void {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof AppError) report({ kind: "failed", message, code: error.code });
  else {
    report({ kind: "failed", message });
    process.stderr.write(`${error instanceof Error ? error.stack : message}\n`);
  }
  process.exit(1);
}
