import { AppError } from "../errors.ts";
import type { Child, ChildEvents, ChildProgram, ProcessPort } from "../ports/process.ts";

/** Children that run inside this process: frames travel as promises settle, in order; a kill loses what is on its way. */
export class SimProcesses implements ProcessPort {
  readonly #program: ChildProgram;
  readonly #running = new Set<(reason: string) => void>();
  /** How many were started. */
  started = 0;

  constructor(program: ChildProgram) {
    this.#program = program;
  }

  /** Ends the children that run now, as a signal would. */
  kill(reason = "signal SIGKILL"): void {
    for (const end of [...this.#running]) end(reason);
  }

  async spawn(events: ChildEvents): Promise<Child> {
    let alive = true;
    this.started += 1;
    const deliver = async (run: () => void): Promise<void> => {
      if (!alive) throw new AppError("store-unavailable", "the child has ended");
      await Promise.resolve();
      if (alive) run();
    };
    const side = this.#program({
      send: (frame) => deliver(() => events.onFrame(frame.slice())),
      leave: (code) => end(`exit code ${code}`),
    });
    const end = (reason: string): void => {
      if (!alive) return;
      alive = false;
      this.#running.delete(end);
      side.onEnd();
      queueMicrotask(() => events.onExit(reason));
    };
    this.#running.add(end);
    return {
      send: (frame) => deliver(() => side.onFrame(frame.slice())),
      kill: () => end("signal SIGKILL"),
    };
  }
}
