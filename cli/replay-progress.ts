import type { EpochMs } from "../core/time.ts";
import type { Progress } from "./io/child.ts";

/** Where progress is written, and in which form. */
export interface ProgressOptions {
  /** The first moment of the recording and its last. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** One line that is overwritten on a terminal, a line of JSON each for machines, or nothing. */
  readonly form: "terminal" | "json" | "none";
  readonly write: (text: string) => void;
}

/** Tells how far a replay has come, by the time of its recording: it counts too what an earlier run has played. */
export class ReplayProgress {
  readonly #options: ProgressOptions;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  show({ readings, at, inFlight }: Progress): void {
    const { form, write } = this.#options;
    const percent = this.#percent(at);
    const moment = new Date(at).toISOString();
    if (form === "json") write(`${JSON.stringify({ progress: { percent, at: moment, readings, inFlight } })}\n`);
    if (form === "terminal")
      write(`${clear}${percent} %, ${moment}, ${readings} readings played, ${inFlight} in flight`);
  }

  end(): void {
    if (this.#options.form === "terminal") this.#options.write(clear);
  }

  /** Whole; 100 only at the last moment. */
  #percent(at: EpochMs): number {
    const { from, to } = this.#options;
    if (at >= to) return 100;
    return Math.max(0, Math.floor(((at - from) / (to - from)) * 100));
  }
}

const clear = "\r\u001b[K";
