import type { IoClock } from "../../core/ports/clock.ts";
import type { DurationMs, MonotonicMs } from "../../core/time.ts";
import type { DeviceError, Sample } from "../drivers/driver.ts";

/** A device that comes and goes is spoken of no more often than this. */
const pause: DurationMs = 60_000;

interface Told {
  readonly text: string;
  readonly at: MonotonicMs;
  readonly standing: boolean;
}

/** Says when a device's trouble begins, changes and ends; a trouble that stays is said once. */
export class DeviceLog {
  readonly #told = new Map<string, Told>();
  readonly #clock: IoClock;
  readonly #say: (device: string, text: string) => void;

  constructor(clock: IoClock, say: (device: string, text: string) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  /** A read failed. */
  trouble(device: string, error: DeviceError): void {
    const text = deviceErrorWords(error);
    const told = this.#told.get(device);
    const at = this.#clock.now();
    if (told !== undefined && (at - told.at < pause || (told.standing && told.text === text))) return;
    this.#told.set(device, { text, at, standing: true });
    this.#say(device, text);
  }

  /** Samples came; those of a failed read are all bad. */
  samples(device: string, samples: readonly Sample[]): void {
    const told = this.#told.get(device);
    if (told?.standing !== true || samples.every(({ quality }) => quality === "bad")) return;
    this.#told.set(device, { ...told, standing: false });
    this.#say(device, "answers again");
  }
}

/** Why a read or write did not work, in words. */
export function deviceErrorWords(error: DeviceError): string {
  switch (error.kind) {
    case "exception":
      return `the device refused: exception ${error.code}, ${error.meaning}`;
    case "timeout":
      return "no answer: check unit id, wiring and line settings";
    case "checksum":
      return "answers arrive damaged: check line settings and termination";
    case "superseded":
      return "a newer command took its place";
    case "bus":
    case "unexpected":
      return error.detail;
  }
}
