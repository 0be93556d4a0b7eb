import { Agenda } from "../agenda.ts";
import type { Cancel, Clocks } from "../ports/clock.ts";
import type { DurationMs, EpochMs } from "../time.ts";

/**
 * Virtual time for whole-system simulations. Everything scheduled runs in order of time, then of scheduling;
 * between two entries `settle` lets every pending promise finish, so a run depends on nothing but its inputs.
 */
export class SimScheduler {
  readonly #agenda = new Agenda();
  readonly #settle: () => Promise<void>;
  readonly #start: EpochMs;
  #now: EpochMs;

  constructor(start: EpochMs, settle: () => Promise<void>) {
    this.#now = start;
    this.#start = start;
    this.#settle = settle;
  }

  get now(): EpochMs {
    return this.#now;
  }

  /** Both clocks on this virtual time: world time in whole milliseconds, the monotonic one from 0. */
  clocks(): Clocks {
    return {
      world: { now: () => Math.floor(this.#now), schedule: (at, run) => this.schedule(at, run) },
      io: { now: () => this.#now - this.#start, schedule: (after, run) => this.schedule(this.#now + after, run) },
    };
  }

  schedule(at: EpochMs, run: () => void): Cancel {
    return this.#agenda.add(Math.max(at, this.#now), run);
  }

  /** Runs everything due within this span, then stands at its end. */
  async advance(span: DurationMs): Promise<void> {
    const end = this.#now + span;
    await this.#settle();
    for (let next = this.#agenda.takeDue(end); next !== undefined; next = this.#agenda.takeDue(end)) {
      this.#now = next.at;
      next.run();
      await this.#settle();
    }
    this.#now = end;
  }
}
