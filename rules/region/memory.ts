import { type Disk, writeAtomically } from "../../core/ports/disk.ts";
import { nothingRemembered, type Remembered, rememberedSchema } from "./step.ts";

const file = "region.json";

/** What the region knew when it last wrote. A file that cannot be read is set aside: alarms come again, deadlines start anew. */
export async function recall(disk: Disk): Promise<{ readonly remembered: Remembered; readonly setAside: boolean }> {
  const bytes = await disk.read(file);
  if (bytes === undefined) return { remembered: nothingRemembered, setAside: false };
  const remembered = parse(bytes);
  if (remembered !== undefined) return { remembered, setAside: false };
  await disk.rename(file, `${file}.unreadable`);
  await disk.syncDirectory("");
  return { remembered: nothingRemembered, setAside: true };
}

function parse(bytes: Uint8Array): Remembered | undefined {
  try {
    const known = rememberedSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return known.success ? known.data : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the newest state, one write at a time; what changes meanwhile goes with the next one. */
export class Memory {
  readonly #disk: Disk;
  readonly #current: () => Remembered;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(disk: Disk, current: () => Remembered) {
    this.#disk = disk;
    this.#current = current;
  }

  /** Resolves when the state as it is now, or a later one, would survive a power cut. */
  save(): Promise<void> {
    if (this.#running === undefined) {
      this.#running = this.#write().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.save();
      });
    return this.#next;
  }

  async #write(): Promise<void> {
    await writeAtomically(this.#disk, file, new TextEncoder().encode(JSON.stringify(this.#current())));
  }
}
