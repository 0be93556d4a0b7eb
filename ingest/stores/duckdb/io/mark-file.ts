import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { StoreMark } from "../generation.ts";

const markSchema = z.strictObject({
  generation: z.number().int().min(1),
  session: z.string(),
  batch: z.number().int().min(0),
});

/** The mark beside the store file: JSON, replaced by renaming. An unreadable one counts as absent. */
export class MarkFile {
  readonly #path: string;

  constructor(databasePath: string) {
    this.#path = `${databasePath}.mark.json`;
  }

  read(): StoreMark | undefined {
    try {
      return markSchema.parse(JSON.parse(readFileSync(this.#path, "utf8")));
    } catch {
      return undefined;
    }
  }

  write(mark: StoreMark): void {
    const temporary = `${this.#path}.new`;
    writeFileSync(temporary, JSON.stringify(mark), { mode: 0o600 });
    renameSync(temporary, this.#path);
  }
}
