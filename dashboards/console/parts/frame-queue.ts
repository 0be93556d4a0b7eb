import type { DurationMs, MonotonicMs } from "../../../core/time.ts";

/** How drawings are spread: what calls back before the next frame, and the time. */
export interface Frames {
  readonly next: (draw: () => void) => void;
  readonly now: () => MonotonicMs;
}

/** Of the 16 ms of a frame, the rest is for the browser. */
const longest: DurationMs = 6;

/**
 * Draws before the next frames, for a few ms of each: many charts that are due at once neither hold the page up nor cost it
 * frames. What is due already is not drawn twice.
 */
export class FrameQueue {
  readonly #frames: Frames;
  readonly #due = new Set<() => void>();
  #isAwaited = false;

  constructor(frames: Frames) {
    this.#frames = frames;
  }

  add(draw: () => void): void {
    this.#due.add(draw);
    this.#await();
  }

  delete(draw: () => void): void {
    this.#due.delete(draw);
  }

  #await(): void {
    if (this.#isAwaited || this.#due.size === 0) return;
    this.#isAwaited = true;
    this.#frames.next(() => {
      this.#isAwaited = false;
      this.#work();
    });
  }

  /** One at least, so that a slow one does not stop all others. */
  #work(): void {
    const { now } = this.#frames;
    const begun = now();
    try {
      for (const draw of [...this.#due]) {
        if (!this.#due.delete(draw)) continue;
        draw();
        if (now() - begun >= longest) break;
      }
    } finally {
      this.#await();
    }
  }
}
