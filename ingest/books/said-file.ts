import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { bootPattern, idPattern } from "../../core/ids.ts";
import type { Cancel, IoClock } from "../../core/ports/clock.ts";
import { type Disk, readIfPossible, writeAtomically } from "../../core/ports/disk.ts";
import type { DurationMs } from "../../core/time.ts";
import type { Register } from "./register.ts";

const path = "said.json";
const saveAfter: DurationMs = 10_000;

const count = z.number().int().nonnegative();
const kept = z.array(
  z.strictObject({
    region: z.string().regex(idPattern),
    site: z.string(),
    boot: z.string().regex(bootPattern),
    measured: count,
    folded: count,
    superseded: count,
    assigned: count,
    lastKept: z.number().int().min(-1).optional(),
  }),
);

/** What a gateway said of the counts of one boot, as it is kept over a restart of ingest. */
export type Kept = z.infer<typeof kept>[number];

/**
 * Keeps what gateways said of their counts, for the books: a boot that has ended says it never again. It decides nothing; a late or
 * missing copy leaves those counts unknown until the gateway speaks.
 */
export class SaidFile {
  readonly #disk: Disk;
  readonly #clock: IoClock;
  #timer: Cancel | undefined;

  constructor(disk: Disk, clock: IoClock) {
    this.#disk = disk;
    this.#clock = clock;
  }

  /** What was saved; nothing when the file is absent or damaged. */
  async load(): Promise<readonly Kept[]> {
    try {
      const parsed = kept.safeParse(JSON.parse(new TextDecoder().decode(await readIfPossible(this.#disk, path))));
      return parsed.success ? parsed.data : [];
    } catch {
      return [];
    }
  }

  /** Gateways have spoken: it is saved before long. */
  touch(register: Register): void {
    this.#timer ??= this.#clock.schedule(saveAfter, () => {
      this.#timer = undefined;
      void this.save(register);
    });
  }

  async save(register: Register): Promise<void> {
    this.close();
    const bytes = new TextEncoder().encode(JSON.stringify(register.said()));
    try {
      await writeAtomically(this.#disk, path, bytes);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }

  close(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}
