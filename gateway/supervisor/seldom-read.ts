import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { MetricDef } from "../drivers/driver.ts";

/** The points of a device that have a new value only now and then, and when they are to be read. */
export class SeldomRead {
  readonly points: readonly string[];
  readonly #every: DurationMs;
  /** Undefined while the device has not answered since it was last silent. */
  #readAt: EpochMs | undefined;

  constructor(metrics: readonly MetricDef[]) {
    const seldom = metrics.filter(({ every }) => every !== undefined);
    this.points = seldom.map(({ name }) => name);
    this.#every = Math.min(...seldom.map(({ every = 0 }) => every));
  }

  /** Told after each poll whether the device answers; true when these points are to be read now. */
  isDue(answers: boolean, now: EpochMs): boolean {
    if (!answers) this.#readAt = undefined;
    if (!answers || this.points.length === 0) return false;
    const isDue = this.#readAt === undefined || now < this.#readAt || now - this.#readAt >= this.#every;
    if (isDue) this.#readAt = now;
    return isDue;
  }
}
