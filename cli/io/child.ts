import { type ChildProcess, fork } from "node:child_process";
import { AppError, type ErrorCode } from "../../core/errors.ts";
import type { WorldPace } from "../../core/io/clock.ts";
import type { EpochMs } from "../../core/time.ts";
import type { ListenAddress } from "../address.ts";
import type { OuterStore } from "../outer-store.ts";
import { outliveReaders } from "./streams.ts";

/** A program that `up` and `replay` keep alive: a module of cli/processes. */
export type ProgramName = "world" | "gateway" | "replay" | "hub";

/** One process of an instance. */
export interface Part {
  /** What `running.json` calls it: the program, with its site where each site has one of its own. */
  readonly name: string;
  readonly program: ProgramName;
  readonly site?: string;
}

/** Where an instance lies and listens. */
interface InstancePlace {
  readonly data: string;
  readonly http: ListenAddress;
  readonly mqtt: ListenAddress;
}

/** An instance of `up`. */
export interface UpSpec extends InstancePlace {
  readonly kind: "up";
  /** Directory with the site files and the region file. */
  readonly config: string;
  /** The address people type where a proxy with TLS stands in front. */
  readonly publicUrl?: string | undefined;
  /** Origins that may show pages in a frame. */
  readonly frames?: readonly string[] | undefined;
  /** Whose gateway or world this process is. */
  readonly site?: string;
  readonly time: WorldPace;
  /** World time goes on while this process starts: where it stands, the first grant tells. */
  readonly timeGoesOn?: boolean;
}

/** An instance of `replay`. */
export interface ReplaySpec extends InstancePlace {
  readonly kind: "replay";
  readonly map: string;
  /** Times faster than recorded; null is as fast as it is stored. */
  readonly speed: number | null;
  /** Which store is written to in place of the directory's own. */
  readonly store?: OuterStore | undefined;
}

/** What a process is told at its start. Secrets are read from the data directory, never passed. */
export type ProcessSpec = UpSpec | ReplaySpec;

/** What a process tells the supervisor. */
export type ProcessReport =
  | { readonly kind: "ready"; readonly details: Readonly<Record<string, unknown>> }
  | { readonly kind: "first-reading" }
  /** The last grant of world time has been taken in; where the process stands. */
  | { readonly kind: "kept-up"; readonly at: EpochMs }
  | { readonly kind: "progress"; readonly details: Progress }
  | { readonly kind: "finished" }
  | { readonly kind: "failed"; readonly message: string; readonly code?: ErrorCode };

/** How far a replay has come. */
export interface Progress {
  readonly readings: number;
  /** World time. */
  readonly at: EpochMs;
  readonly inFlight: number;
}

/** Why a process failed, as it would have been thrown here. */
export function failureOf({ code, message }: Extract<ProcessReport, { kind: "failed" }>): Error {
  return code === undefined ? new Error(message) : new AppError(code, message);
}

/** Starts one process of our own; it runs its program's module in cli/processes. */
export function forkProcess({ program, site }: Part, spec: ProcessSpec): ChildProcess {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const module = new URL(`../processes/${program}.${extension}`, import.meta.url);
  const child = fork(module, [], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.send(site === undefined ? spec : { ...spec, site });
  return child;
}

/**
 * The other end: runs `main` with the spec the supervisor sends, and ends cleanly on SIGTERM or when the supervisor is gone.
 * A failed start is reported and ends with exit code 1; what cannot be handled crashes and is started again.
 */
export function runProcess<S extends ProcessSpec>(main: Main<S>): void {
  outliveReaders();
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
