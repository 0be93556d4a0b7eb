import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import type { WorldFile } from "../app.ts";

const largest = 64 * 1_048_576;
const kept = 4;

/** The truth file: one line after the other, each handed to the system before the call returns. */
export interface TruthFile extends Disposable {
  append(line: string): void;
}

/**
 * Opens the truth file for appending. Past 64 MB it starts anew and keeps the four before (`path.1` is the newest). A line
 * that cannot be written (a full disk) is left out: the plant goes on, as a real one would.
 */
export function openTruthFile(path: string): TruthFile {
  let file = openSync(path, "a", 0o600);
  let size = statSync(path).size;
  const turn = (): void => {
    closeSync(file);
    rmSync(`${path}.${kept}`, { force: true });
    for (let number = kept - 1; number >= 0; number -= 1) {
      const from = number === 0 ? path : `${path}.${number}`;
      if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, `${path}.${number + 1}`);
    }
    file = openSync(path, "a", 0o600);
    size = 0;
  };
  return {
    append(line) {
      try {
        if (size >= largest) turn();
        size += writeSync(file, line);
      } catch {
        // What is missing shows in the file itself: its lines carry their time.
      }
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** Writes where the world can be reached, so that a reader finds the whole file or the one before. */
export async function announceWorld(path: string, file: WorldFile): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(file)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
