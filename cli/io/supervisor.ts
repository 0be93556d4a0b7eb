import type { ChildProcess } from "node:child_process";
import { ioClock } from "../../core/io/clock.ts";
import type { DurationMs } from "../../core/time.ts";
import { forkProcess, type Part, type ProcessReport, type ProcessSpec } from "./child.ts";

const firstBackOff: DurationMs = 250;
const longestBackOff: DurationMs = 5_000;
/** A process that lived this long starts its back-off anew. */
const settledAfter: DurationMs = 30_000;
/** How long a process may take to end before it is killed. */
const patience: DurationMs = 5_000;

/** A process that is started again until it is stopped. */
export interface SupervisedProcess {
  /** Tells the running process something; where none runs, or it is just ending, nobody hears it. */
  send(message: object): void;
  /** It is not started again when it ends: a service manager tells all processes to end at once, not in their order. */
  dismiss(): void;
  stop(): Promise<void>;
}

/** What happens to a supervised process. */
export interface SupervisorEvents {
  /** A process was started, for the first time or again. */
  readonly onStart: (pid: number) => void;
  readonly onReport: (report: ProcessReport) => void;
  /** It ended without being asked; it will be started again after `wait`. */
  readonly onDeath: (reason: string, wait: DurationMs) => void;
}

/** Keeps one process running: started again after every death, sooner after the first than after many. */
export function supervise(part: Part, spec: () => ProcessSpec, events: SupervisorEvents): SupervisedProcess {
  let child: ChildProcess | undefined;
  let stopping = false;
  let wait = firstBackOff;
  const start = (): void => {
    if (stopping) return;
    const startedAt = ioClock.now();
    const current = forkProcess(part, spec());
    child = current;
    if (current.pid !== undefined) events.onStart(current.pid);
    current.on("message", (report: ProcessReport) => events.onReport(report));
    current.once("exit", (code, signal) => {
      child = undefined;
      if (stopping) return;
      if (ioClock.now() - startedAt > settledAfter) wait = firstBackOff;
      events.onDeath(signal ?? `exit code ${code}`, wait);
      ioClock.schedule(wait, start);
      wait = Math.min(longestBackOff, wait * 2);
    });
  };
  start();
  const dismiss = (): void => {
    stopping = true;
  };
  return {
    send: (message) => {
      if (child?.connected === true) child.send(message, () => undefined);
    },
    dismiss,
    stop: () => {
      dismiss();
      return ended(child);
    },
  };
}

function ended(child: ChildProcess | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
    const cancel = ioClock.schedule(patience, () => child.kill("SIGKILL"));
    child.once("exit", () => {
      cancel();
      resolve();
    });
    child.kill("SIGTERM");
  });
}
