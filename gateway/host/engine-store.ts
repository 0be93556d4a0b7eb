import { AppError } from "../../core/errors.ts";
import type { Cancel, IoClock } from "../../core/ports/clock.ts";
import { type Disk, writeAtomically } from "../../core/ports/disk.ts";
import type { DurationMs } from "../../core/time.ts";
import { createEngine } from "../../rules/engine/engine.ts";
import type { Compiled } from "../../rules/engine/plan.ts";
import { restore, snapshot } from "../../rules/engine/snapshot.ts";
import type { Engine, Start } from "../../rules/engine/state.ts";

const file = "engine.snapshot";

/** Timers, states and standing alarms are on disk at the latest this long after they changed. */
const saveEvery: DurationMs = 1_000;

/**
 * The engine as the last run left it, or a new one. `setAside` tells that a snapshot was there and could not be used: then
 * every lock is on, because somebody may still be at work.
 */
export async function recallEngine(
  disk: Disk,
  compiled: Compiled,
  start: Start,
): Promise<{ readonly engine: Engine; readonly setAside: boolean }> {
  const found = await findEngine(disk, (bytes) => restore(compiled, bytes, start));
  if (typeof found !== "string") return { engine: found, setAside: false };
  if (found === "unusable") await disk.rename(file, `${file}.damaged`).catch(keepGoing);
  const setAside = found === "unusable";
  return { engine: createEngine(compiled, { ...start, justStopped: true, locksUnknown: setAside }), setAside };
}

/** A snapshot on a bad sector is as good as a damaged one: neither may keep a gateway from starting. */
async function findEngine(
  disk: Disk,
  restored: (bytes: Uint8Array) => ReturnType<typeof restore>,
): Promise<Engine | "absent" | "unusable"> {
  try {
    const bytes = await disk.read(file);
    if (bytes === undefined) return "absent";
    const engine = restored(bytes);
    return engine.ok ? engine.value : "unusable";
  } catch (error) {
    keepGoing(error);
    return "unusable";
  }
}

function keepGoing(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
}

/** Keeps the engine's snapshot on disk, at most once a second, one write at a time. */
export class EngineKeeper {
  readonly #engine: Engine;
  readonly #disk: Disk;
  readonly #clock: IoClock;
  #timer: Cancel | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** What last went wrong with writing; undefined when it works. */
  trouble: string | undefined;

  constructor(engine: Engine, disk: Disk, clock: IoClock) {
    this.#engine = engine;
    this.#disk = disk;
    this.#clock = clock;
  }

  /** Something changed that must survive a restart. */
  changed(): void {
    this.#timer ??= this.#clock.schedule(saveEvery, () => {
      this.#timer = undefined;
      void this.save();
    });
  }

  save(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      try {
        await writeAtomically(this.#disk, file, snapshot(this.#engine));
        this.trouble = undefined;
      } catch (error) {
        this.trouble = error instanceof Error ? error.message : String(error);
      }
    });
    return this.#writing;
  }

  /** Ends the keeping without a last write: what a kill would leave. */
  abandon(): void {
    this.#timer?.();
  }
}
