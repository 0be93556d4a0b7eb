import type { IoClock } from "../../core/ports/clock.ts";
import type { DurationMs, MonotonicMs } from "../../core/time.ts";
import type { DeviceError } from "../drivers/driver.ts";
import { deviceErrorWords } from "../host/device-log.ts";

/** An actuator whose writes come and go is spoken of no more often than this. */
const pause: DurationMs = 60_000;

/** Writes of one actuator that failed. */
interface Failing {
  /** Since it was last said how many. */
  readonly failed: number;
  readonly saidAt: MonotonicMs;
  /** It was said that they fail, and not yet that they work again. */
  readonly standing: boolean;
}

/** Says when the writes of an actuator begin to fail, and how many had failed when they work again. */
export class WriteLog {
  readonly #failing = new Map<string, Failing>();
  readonly #clock: IoClock;
  readonly #say: (actuator: string, text: string) => void;

  constructor(clock: IoClock, say: (actuator: string, text: string) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  /** A write failed. A line that is down shows in the quality of everything on it, and a newer order is no failure. */
  failed(actuator: string, error: DeviceError): void {
    if (error.kind === "bus" || error.kind === "superseded") return;
    const now = this.#clock.now();
    const { failed, saidAt, standing } = this.#failing.get(actuator) ?? {
      failed: 0,
      saidAt: Number.NEGATIVE_INFINITY,
      standing: false,
    };
    const isNews = !standing && now - saidAt >= pause;
    this.#failing.set(actuator, {
      failed: failed + 1,
      saidAt: isNews ? now : saidAt,
      standing: standing || isNews,
    });
    if (isNews) this.#say(actuator, `writes fail: ${deviceErrorWords(error)}`);
  }

  /** Everything that an order needs was written. */
  written(actuator: string): void {
    const failing = this.#failing.get(actuator);
    if (failing?.standing !== true) return;
    this.#failing.set(actuator, { failed: 0, saidAt: this.#clock.now(), standing: false });
    this.#say(actuator, `writes work again: ${failing.failed} failed`);
  }
}
