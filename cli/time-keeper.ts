import type { DurationMs, EpochMs, MonotonicMs } from "../core/time.ts";

/** How far world time may go: no process shows more than `until`, and none stays behind `from`. */
export interface Grant {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/** What the keeper reads and whom it tells. */
export interface TimeKeeperParts {
  readonly speed: number;
  readonly start: EpochMs;
  readonly now: () => MonotonicMs;
  /** World time never passes it. */
  readonly wall: () => EpochMs;
  readonly send: (member: string, grant: Grant) => void;
}

/** A member that has not answered for this long is not waited for: a process that hangs is a fault the world does not stop for. */
const patience: DurationMs = 2_000;
/** World time of one grant: far less than anything turns stale in. */
const granted: DurationMs = 1_000;

/**
 * Keeps the time of a world that runs faster than life. It goes on in small grants, and the next one waits until the plant and
 * its gateways have taken in the last: on a busy machine the world runs slower, instead of running away from those who keep it.
 */
export class TimeKeeper {
  readonly #parts: TimeKeeperParts;
  readonly #awaited = new Map<string, boolean>();
  /** Members that have a grant in hand, and since when. */
  readonly #outstanding = new Map<string, MonotonicMs>();
  /** Real time of one grant. */
  readonly #quantum: DurationMs;
  #until: EpochMs;
  #tickedAt: MonotonicMs;

  constructor(parts: TimeKeeperParts) {
    this.#parts = parts;
    this.#until = parts.start;
    this.#tickedAt = parts.now();
    this.#quantum = Math.min(100, Math.max(2, granted / parts.speed));
  }

  /** World time granted so far. */
  get time(): EpochMs {
    return Math.floor(this.#until);
  }

  /** How long to wait between two calls of `tick`. */
  get pause(): DurationMs {
    return this.#quantum / 2;
  }

  /** From now on a process is told the time; where it is `awaited`, time waits for its answer. */
  join(member: string, awaited: boolean): void {
    this.#awaited.set(member, awaited);
    this.#outstanding.delete(member);
  }

  leave(member: string): void {
    this.#awaited.delete(member);
    this.#outstanding.delete(member);
  }

  /** A member has taken its grant in and stands at `at`: further than was granted when the keeper itself was held up for long. */
  answered(member: string, at: EpochMs): void {
    this.#outstanding.delete(member);
    this.#until = Math.max(this.#until, at);
  }

  /** Grants what has become due, unless somebody is waited for. */
  tick(): void {
    const { speed, now, wall, send } = this.#parts;
    const at = now();
    const passed = Math.min(at - this.#tickedAt, this.#quantum);
    this.#tickedAt = at;
    if (this.#waits(at)) return;
    const from = this.time;
    this.#until = Math.min(wall(), this.#until + passed * speed);
    for (const member of this.#awaited.keys()) {
      if (this.#outstanding.has(member)) continue;
      this.#outstanding.set(member, at);
      send(member, { from, until: this.time });
    }
  }

  #waits(at: MonotonicMs): boolean {
    return [...this.#outstanding].some(
      ([member, since]) => this.#awaited.get(member) === true && at - since < patience,
    );
  }
}
