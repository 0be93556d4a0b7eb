import { Agenda } from "./agenda.ts";
import type { Cancel, WorldClock } from "./ports/clock.ts";
import type { EpochMs } from "./time.ts";

/** A world clock that stands still until it is told the time: the file's time in a replay, a sender's where we follow it. */
export class ToldClock implements WorldClock {
  readonly #agenda = new Agenda();
  #now: EpochMs;

  constructor(start: EpochMs) {
    this.#now = start;
  }

  now(): EpochMs {
    return this.#now;
  }

  schedule(at: EpochMs, run: () => void): Cancel {
    return this.#agenda.add(at, run);
  }

  /**
   * Moves on, running what falls due on the way, each at its own time. A time that has passed moves nothing.
   * What an entry schedules for a time that is due too runs in the same call.
   */
  advanceTo(time: EpochMs): void {
    for (let next = this.#agenda.takeDue(time); next !== undefined; next = this.#agenda.takeDue(time)) {
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = Math.max(this.#now, time);
  }
}
