import { AppError } from "../../core/errors.ts";
import type { IoClock } from "../../core/ports/clock.ts";
import type { DurationMs } from "../../core/time.ts";

/** How many queries run and wait at a time, and how long each may wait, and then take. */
export interface GateLimits {
  readonly running: number;
  readonly waiting: number;
  readonly time: DurationMs;
}

/** What a store bears unless somebody says otherwise. */
export const defaultGate: GateLimits = { running: 4, waiting: 100, time: 30_000 };

/** Lets a few queries run at a time, in the order they came, and breaks off those that take too long or that nobody awaits. */
export class QueryGate {
  readonly #limits: GateLimits;
  readonly #clock: IoClock;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limits: GateLimits, clock: IoClock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /**
   * Runs work when its turn comes. Rejects with `query-limit` when too many wait already, when it waited or took too long, or
   * when the caller went away; the place of work that was broken off is free only once it has really ended.
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, caller?: AbortSignal): Promise<T> {
    await this.#turn(caller);
    const controller = new AbortController();
    const ending = this.#ending({ late: "the query took longer", caller, onEnd: () => controller.abort() });
    const outcome =
      caller?.aborted === true ? Promise.reject(new Error("the caller went away")) : work(controller.signal);
    const free = (): void => {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    };
    outcome.then(free, free);
    try {
      return await Promise.race([outcome, ending.reason]);
    } finally {
      ending.forget();
    }
  }

  /** Takes a free place, or waits until one that becomes free is handed over: a store that hangs frees none. */
  async #turn(caller: AbortSignal | undefined): Promise<void> {
    if (this.#running < this.#limits.running) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= this.#limits.waiting) {
      throw new AppError("query-limit", `${this.#limits.running} queries run and ${this.#limits.waiting} wait already`);
    }
    let take = (): void => undefined;
    const place = new Promise<void>((resolve) => {
      take = resolve;
    });
    this.#waiting.push(take);
    // At once, so that no place is handed to somebody who has given up.
    const onEnd = (): void => {
      const index = this.#waiting.indexOf(take);
      if (index !== -1) this.#waiting.splice(index, 1);
    };
    const ending = this.#ending({ late: "the query waited longer for its turn", caller, onEnd });
    try {
      await Promise.race([place, ending.reason]);
    } finally {
      ending.forget();
    }
  }

  /** Rejects, and says so to `onEnd`, at the time limit or when the caller goes away. */
  #ending({ late, caller, onEnd }: Ending) {
    let forget = (): void => undefined;
    const reason = new Promise<never>((_, reject) => {
      const end = (detail: string) => (): void => {
        reject(new AppError("query-limit", detail));
        onEnd();
      };
      const seconds = this.#limits.time / 1_000;
      const cancel = this.#clock.schedule(this.#limits.time, end(`${late} than ${seconds} s and was broken off`));
      const leave = end("the caller went away");
      caller?.addEventListener("abort", leave, { once: true });
      forget = () => {
        cancel();
        caller?.removeEventListener("abort", leave);
      };
    });
    return { reason, forget };
  }
}

/** What makes waiting or working end before its own end. */
interface Ending {
  /** What is said at the time limit, before "than 30 s". */
  readonly late: string;
  readonly caller: AbortSignal | undefined;
  readonly onEnd: () => void;
}
