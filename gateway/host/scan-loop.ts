import type { Cancel, WorldClock } from "../../core/ports/clock.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { Action, Effects, Image, Input } from "../../rules/engine/types.ts";

/** What the loop drives: the engine's step, and what is done with its effects. */
export interface ScanParts {
  readonly step: (image: Image, now: EpochMs) => Effects;
  readonly perform: (effects: Effects, now: EpochMs, image: Image) => void;
  readonly world: WorldClock;
  /** Longest time between two scans; null scans only when something arrives or falls due (replay). */
  readonly atLeastEvery: DurationMs | null;
  /** Setting the clock by more than this at once is noticed; default: nothing is. */
  readonly clockTolerance?: DurationMs;
}

/**
 * Runs the engine: a scan as soon as reads have completed, coalesced by microtask so that one answer of a device is one scan;
 * when a delay or deadline of the engine runs out; and otherwise at least so often.
 */
export class ScanLoop {
  readonly #parts: ScanParts;
  #inputs: Input[] = [];
  #actions: Action[] = [];
  #asked = false;
  #closed = false;
  #timer: Cancel = () => undefined;
  #setBy: DurationMs;

  constructor(parts: ScanParts) {
    this.#parts = parts;
    this.#setBy = parts.world.setBy?.() ?? 0;
  }

  /** Puts inputs into the next process image. */
  offer(inputs: readonly Input[]): void {
    this.#inputs.push(...inputs);
    this.#ask();
  }

  /** Puts actions of people into the next scan. */
  act(actions: readonly Action[]): void {
    this.#actions.push(...actions);
    if (actions.length > 0) this.#ask();
  }

  /** Scans at once, in this very call. */
  scan(): void {
    if (this.#closed) return;
    const { step, perform, world, atLeastEvery } = this.#parts;
    const image: Image = { inputs: this.#inputs, actions: this.#actions, clockSetBy: this.#clockSetBy() };
    this.#inputs = [];
    this.#actions = [];
    this.#asked = false;
    const now = world.now();
    const effects = step(image, now);
    perform(effects, now, image);
    this.#timer();
    const latest = atLeastEvery === null ? Number.POSITIVE_INFINITY : now + atLeastEvery;
    // An engine that asks for this very moment again would never let time go on.
    const next = Math.max(now + 1, Math.min(effects.nextAt, latest));
    if (Number.isFinite(next)) this.#timer = world.schedule(next, () => this.scan());
  }

  close(): void {
    this.#closed = true;
    this.#timer();
  }

  /** A clock that is only steered moves by less between two scans. */
  #clockSetBy(): DurationMs {
    const { world, clockTolerance = Number.POSITIVE_INFINITY } = this.#parts;
    const setBy = world.setBy?.() ?? 0;
    const by = Math.round(setBy - this.#setBy);
    this.#setBy = setBy;
    return Math.abs(by) > clockTolerance ? by : 0;
  }

  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    queueMicrotask(() => {
      if (this.#asked) this.scan();
    });
  }
}
