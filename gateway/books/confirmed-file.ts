import { AppError } from "../../core/errors.ts";
import type { Cancel, IoClock } from "../../core/ports/clock.ts";
import type { Disk } from "../../core/ports/disk.ts";
import type { DurationMs } from "../../core/time.ts";
import { type Stored, storedSchema } from "../../core/wire/stored.ts";
import { readSealed, writeSealed } from "../spool/sealed.ts";

const path = "confirmed";
const saveAfter: DurationMs = 10_000;

/**
 * Keeps what ingest has confirmed over a restart, so that a gateway that comes back without a line does not call lost, or keep
 * before others, what has long been stored. A late or missing copy costs only messages sent again.
 */
export class ConfirmedFile {
  readonly #disk: Disk;
  readonly #clock: IoClock;
  readonly #image: () => readonly Stored[];
  #timer: Cancel | undefined;

  constructor(disk: Disk, clock: IoClock, image: () => readonly Stored[]) {
    this.#disk = disk;
    this.#clock = clock;
    this.#image = image;
  }

  /** What was saved; nothing when the file is absent or damaged. */
  static async load(disk: Disk): Promise<readonly Stored[]> {
    try {
      const text = await readSealed(disk, path);
      const parsed = storedSchema.array().safeParse(text === undefined ? undefined : JSON.parse(text));
      return parsed.success ? parsed.data : [];
    } catch {
      return [];
    }
  }

  /** Something was confirmed: it is saved before long. */
  touch(): void {
    this.#timer ??= this.#clock.schedule(saveAfter, () => {
      this.#timer = undefined;
      void this.save();
    });
  }

  async save(): Promise<void> {
    try {
      await writeSealed(this.#disk, path, JSON.stringify(this.#image()));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }

  close(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}
