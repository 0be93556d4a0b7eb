import type { DurationMs, MonotonicMs } from "../../core/time.ts";

/** How a row of wrong passwords is slowed: so many are free, then each wait is twice the one before. */
interface Slowing {
  readonly free: number;
  readonly longest: DurationMs;
}

const firstWait: DurationMs = 1_000;
/** A name is never shut for long: else anybody could keep its owner out. */
const byName: Slowing = { free: 4, longest: 60_000 };
const byAddress: Slowing = { free: 10, longest: 900_000 };
const forgottenAfter: DurationMs = 3_600_000;
const mostKeys = 10_000;
/** Of one key; the longest wait is reached long before. */
const mostTries = 40;

/** Growing delays of logins by name and by address: guessing takes years, mistyping seconds. */
export class LoginDelays {
  /** When each wrong password of a name or an address was tried, oldest first. */
  readonly #tries = new Map<string, readonly MonotonicMs[]>();

  /**
   * Asks to try: answers 0, or how long to wait. A try counts as a wrong one at once, so that many at the same moment are no
   * way around the wait; `succeeded` takes it back.
   */
  attempt(name: string, address: string, now: MonotonicMs): DurationMs {
    const wait = Math.max(this.#wait(`name ${name}`, byName, now), this.#wait(`address ${address}`, byAddress, now));
    if (wait > 0) return wait;
    for (const key of [`name ${name}`, `address ${address}`]) this.#note(key, [...this.#known(key, now), now]);
    return 0;
  }

  /**
   * The password of the try of then was right: its name begins anew. Its address is as if there had been no such try, so that who
   * comes in keeps nobody waiting there, and no wrong one of the meantime is forgotten.
   */
  succeeded(name: string, address: string, triedAt: MonotonicMs): void {
    this.#tries.delete(`name ${name}`);
    const key = `address ${address}`;
    const tries = this.#tries.get(key) ?? [];
    const right = tries.indexOf(triedAt);
    if (right >= 0) this.#note(key, tries.toSpliced(right, 1));
  }

  #known(key: string, now: MonotonicMs): readonly MonotonicMs[] {
    const tries = this.#tries.get(key) ?? [];
    return now - (tries.at(-1) ?? now) > forgottenAfter ? [] : tries;
  }

  #wait(key: string, { free, longest }: Slowing, now: MonotonicMs): DurationMs {
    const tries = this.#known(key, now);
    const last = tries.at(-1);
    if (last === undefined || tries.length < free) return 0;
    const delay = Math.min(longest, firstWait * 2 ** (tries.length - free));
    return Math.max(0, last + delay - now);
  }

  #note(key: string, tries: readonly MonotonicMs[]): void {
    this.#tries.delete(key);
    if (tries.length === 0) return;
    this.#tries.set(key, tries.slice(-mostTries));
    const [oldest] = this.#tries.keys();
    if (this.#tries.size > mostKeys && oldest !== undefined) this.#tries.delete(oldest);
  }
}
