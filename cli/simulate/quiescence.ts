import { settled } from "../../core/io/turn.ts";
import type { Disk, DiskFile } from "../../core/ports/disk.ts";
import type { Store } from "../../core/ports/store.ts";

/** Knows whether real disks and stores still owe an answer, so that virtual time stands still meanwhile. */
export class Quiescence {
  #owed = 0;
  #onNone: () => void = () => undefined;

  /** Resolves when nothing is owed any more and every promise that could settle by itself has settled. */
  async settled(): Promise<void> {
    await settled();
    while (this.#owed > 0) {
      await new Promise<void>((resolve) => {
        this.#onNone = resolve;
      });
      await settled();
    }
  }

  async owe<T>(answer: Promise<T>): Promise<T> {
    this.#owed += 1;
    try {
      return await answer;
    } finally {
      this.#owed -= 1;
      if (this.#owed === 0) this.#onNone();
    }
  }

  /**
   * A disk whose answers virtual time waits for. It is not synced: a day that is lived in minutes would spend most of them
   * waiting for the platter, and what a power cut takes of it can be lived again.
   */
  disk(disk: Disk): Disk {
    return {
      open: async (path) => this.#file(await this.owe(disk.open(path))),
      read: (path) => this.owe(disk.read(path)),
      rename: (from, to) => this.owe(disk.rename(from, to)),
      unlink: (path) => this.owe(disk.unlink(path)),
      list: (directory) => this.owe(disk.list(directory)),
      makeDirectory: (path) => this.owe(disk.makeDirectory(path)),
      syncDirectory: async () => undefined,
      free: () => this.owe(disk.free()),
    };
  }

  #file(file: DiskFile): DiskFile {
    return {
      get size() {
        return file.size;
      },
      append: (bytes) => this.owe(file.append(bytes)),
      read: (offset, length) => this.owe(file.read(offset, length)),
      sync: async () => undefined,
      truncate: (size) => this.owe(file.truncate(size)),
      close: () => this.owe(file.close()),
    };
  }

  /** A store whose answers virtual time waits for. Questions asked from outside wait for nobody. */
  store(store: Store): Store {
    return {
      open: (events) => this.owe(store.open(events)),
      append: (batch) => this.owe(store.append(batch)),
      query: (statement, options) => store.query(statement, options),
      compactRegister: (register) => this.owe(store.compactRegister(register)),
      close: () => this.owe(store.close()),
    };
  }
}
