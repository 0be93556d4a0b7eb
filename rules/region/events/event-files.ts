import { type Boot, bootKey, parseBootKey } from "../../../core/ids.ts";
import type { Disk, DiskFile } from "../../../core/ports/disk.ts";
import { type Rng, randomHex } from "../../../core/ports/rng.ts";
import { type LoggedEvent, lineOf, parseLines } from "./event-log.ts";

const folder = "events";
const suffix = ".jsonl";

/** The region's events on disk: one file for each boot. */
export interface EventFiles {
  readonly boot: Boot;
  /** Events of earlier boots, oldest first. */
  readonly left: readonly LoggedEvent[];
  /** The last number used by each earlier boot whose file is here. */
  readonly closed: readonly { readonly boot: string; readonly lastSeq: number }[];
  /** Resolves when the events would survive a power cut. */
  append(entries: readonly LoggedEvent[]): Promise<void>;
  /** Removes the file of an earlier boot, all of which is stored. */
  drop(boot: string): Promise<void>;
  close(): Promise<void>;
}

/** Counts this start and opens its file; durable before the first event is published. */
export async function openEventFiles(disk: Disk, rng: Rng): Promise<EventFiles> {
  await disk.makeDirectory(folder);
  await disk.syncDirectory("");
  const known = (await disk.list(folder))
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .filter((name) => parseBootKey(name) !== undefined)
    .sort((a, b) => counterOf(a) - counterOf(b));
  const earlier = await Promise.all(known.map((name) => readBoot(disk, name)));
  const boot: Boot = { counter: 1 + Math.max(0, ...known.map(counterOf)), salt: randomHex(rng, 8) };
  const file = await disk.open(`${folder}/${bootKey(boot)}${suffix}`);
  await disk.syncDirectory(folder);
  const writer = inOrder(file);
  return {
    boot,
    left: earlier.flatMap(({ entries }) => entries),
    closed: earlier.map(({ name, entries }) => ({ boot: name, lastSeq: entries.at(-1)?.seq ?? -1 })),
    append: writer.append,
    drop: (name) => disk.unlink(`${folder}/${name}${suffix}`),
    async close() {
      await writer.idle();
      await file.close();
    },
  };
}

function counterOf(name: string): number {
  return parseBootKey(name)?.counter ?? 0;
}

async function readBoot(disk: Disk, name: string): Promise<{ name: string; entries: readonly LoggedEvent[] }> {
  const bytes = await disk.read(`${folder}/${name}${suffix}`);
  return { name, entries: parseLines(name, new TextDecoder().decode(bytes)) };
}

/** Appends one after the other; what a failed write leaves behind is for the next start to read. */
function inOrder(file: DiskFile): Pick<EventFiles, "append"> & { idle(): Promise<void> } {
  let tail: Promise<void> = Promise.resolve();
  return {
    append(entries) {
      const text = new TextEncoder().encode(entries.map(lineOf).join(""));
      const writing = tail.then(async () => {
        await file.append(text);
        await file.sync();
      });
      tail = writing.catch(() => undefined);
      return writing;
    },
    idle: () => tail,
  };
}
