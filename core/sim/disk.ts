import { AppError } from "../errors.ts";
import { checkDiskPath, type Disk, type DiskFile } from "../ports/disk.ts";
import type { Rng } from "../ports/rng.ts";

/** A file: its bytes as programs see them, and how many of them the platter has. */
interface Inode {
  bytes: Uint8Array;
  size: number;
  durableSize: number;
  /** The platter's bytes, where a truncation has since changed the others. */
  durableCopy: Uint8Array | undefined;
}

/** One change of a directory that a power cut may still take back. `undefined` removes the name. */
type DirectoryChange = readonly (readonly [path: string, entry: Inode | "directory" | undefined])[];

type Entries = Map<string, Inode | "directory">;

/** Does something to the disk, as long as the process that asks for it lives. */
type Enter = <T>(action: () => T) => Promise<T>;

/**
 * A disk in memory that forgets what a real one forgets. Bytes survive a power cut when their file was synced, names when
 * their directory was; with a generator the cut keeps a random part of the rest, torn or zero-filled, as disks do.
 */
export class SimDisk {
  readonly #durable: Entries = new Map();
  #entries: Entries = new Map();
  /** What happened to each directory since it was synced, oldest first. */
  #pending = new Map<string, DirectoryChange[]>();
  #epoch = 0;
  #capacity = Number.POSITIVE_INFINITY;
  #syncFailures = 0;
  /** Syncs that reached the platter: the proof that something was made durable. */
  syncs = 0;

  /** The disk as a process sees it from now until the next `crash` or `kill`. */
  mount(): Disk {
    const epoch = this.#epoch;
    // Looks and acts in one step: a sync that came back after the power cut would be taken for a promise.
    const enter: Enter = async (action) => {
      await Promise.resolve();
      if (epoch !== this.#epoch) throw failed("the process that held this disk has ended");
      return action();
    };
    return {
      open: (path) => enter(() => this.#file(path, this.#create(checkDiskPath(path)), enter)),
      read: (path) =>
        enter(() => {
          const entry = this.#entries.get(checkDiskPath(path));
          return entry === undefined || entry === "directory" ? undefined : entry.bytes.slice(0, entry.size);
        }),
      rename: (from, to) =>
        enter(() => {
          const inode = this.#existing(from);
          this.#needParent(checkDiskPath(to));
          this.#change(parentOf(to), [
            [from, undefined],
            [to, inode],
          ]);
        }),
      unlink: (path) =>
        enter(() => {
          this.#existing(path);
          this.#change(parentOf(path), [[path, undefined]]);
        }),
      list: (directory) => enter(() => this.#list(directory)),
      makeDirectory: (path) => enter(() => this.#makeDirectories(checkDiskPath(path))),
      syncDirectory: (path) => enter(() => this.#syncDirectory(path)),
      free: () => enter(() => Math.max(0, this.#capacity - this.#used())),
    };
  }

  /** Ends the process: mounts die, but the page cache lives on and nothing is lost. */
  kill(): void {
    this.#epoch += 1;
  }

  /** Power cut: what was not synced is gone; with `rng` a random, possibly torn part of it is there after all. */
  crash(rng?: Rng): void {
    this.#epoch += 1;
    for (const changes of this.#pending.values()) {
      const kept = rng === undefined ? 0 : Math.floor(rng.next() * (changes.length + 1));
      for (const change of changes.slice(0, kept)) apply(this.#durable, change);
    }
    this.#pending = new Map();
    for (const path of [...this.#durable.keys()].sort()) {
      const parent = parentOf(path);
      if (parent !== "" && this.#durable.get(parent) !== "directory") this.#durable.delete(path);
    }
    this.#entries = new Map(this.#durable);
    for (const entry of this.#entries.values()) if (entry !== "directory") losePower(entry, rng);
  }

  /** The next syncs, of files or directories, fail. */
  failSyncs(count: number): void {
    this.#syncFailures = count;
  }

  /** Room for all files together; what exists already stays. */
  setCapacity(bytes: number): void {
    this.#capacity = bytes;
  }

  /** Changes a stored file behind everybody's back: bit rot, a bad block. */
  corrupt(path: string, damage: (bytes: Uint8Array) => Uint8Array): void {
    const inode = this.#existing(path);
    const bytes = damage(inode.bytes.slice(0, inode.size));
    inode.bytes = bytes;
    inode.size = bytes.length;
    inode.durableSize = bytes.length;
    inode.durableCopy = undefined;
  }

  /** The files' paths, sorted. */
  paths(): string[] {
    return [...this.#entries.keys()].filter((path) => this.#entries.get(path) !== "directory").sort();
  }

  #list(directory: string): string[] {
    return [...this.#entries.keys()]
      .filter((path) => parentOf(path) === directory)
      .map((path) => path.slice(directory === "" ? 0 : directory.length + 1))
      .sort();
  }

  #syncDirectory(path: string): void {
    this.#failSyncWhenAsked();
    for (const change of this.#pending.get(path) ?? []) apply(this.#durable, change);
    this.#pending.delete(path);
  }

  #file(path: string, inode: Inode, enter: Enter): DiskFile {
    let broken: AppError | undefined;
    let busy = false;
    const change = async (action: () => void): Promise<void> => {
      if (busy) throw new Error(`${path}: two changes of one file at a time`);
      busy = true;
      try {
        await enter(() => {
          if (broken !== undefined) throw broken;
          action();
        });
      } catch (error) {
        if (error instanceof AppError) broken = error;
        throw error;
      } finally {
        busy = false;
      }
    };
    return {
      get size() {
        return inode.size;
      },
      append: (bytes) =>
        change(() => {
          const room = Math.max(0, this.#capacity - this.#used());
          extend(inode, bytes.subarray(0, room));
          if (room < bytes.length) throw failed(`${path}: no space left on the disk`);
        }),
      read: (offset, length) => enter(() => inode.bytes.slice(offset, Math.min(inode.size, offset + length))),
      sync: () =>
        change(() => {
          this.#failSyncWhenAsked();
          inode.durableSize = inode.size;
          inode.durableCopy = undefined;
          this.syncs += 1;
        }),
      truncate: (size) =>
        change(() => {
          if (size < inode.durableSize) inode.durableCopy ??= inode.bytes.slice(0, inode.durableSize);
          inode.size = Math.min(size, inode.size);
        }),
      close: () => enter(() => undefined),
    };
  }

  #create(path: string): Inode {
    const found = this.#entries.get(path);
    if (found === "directory") throw failed(`${path}: is a directory`);
    if (found !== undefined) return found;
    this.#needParent(path);
    const inode: Inode = { bytes: new Uint8Array(0), size: 0, durableSize: 0, durableCopy: undefined };
    this.#change(parentOf(path), [[path, inode]]);
    return inode;
  }

  #existing(path: string): Inode {
    const entry = this.#entries.get(checkDiskPath(path));
    if (entry === undefined || entry === "directory") throw failed(`${path}: no such file`);
    return entry;
  }

  #needParent(path: string): void {
    const parent = parentOf(path);
    if (parent !== "" && this.#entries.get(parent) !== "directory") throw failed(`${path}: no such directory`);
  }

  #makeDirectories(path: string): void {
    if (path === "" || this.#entries.get(path) === "directory") return;
    this.#makeDirectories(parentOf(path));
    if (this.#entries.has(path)) throw failed(`${path}: is a file`);
    this.#change(parentOf(path), [[path, "directory"]]);
  }

  #change(directory: string, change: DirectoryChange): void {
    apply(this.#entries, change);
    const pending = this.#pending.get(directory) ?? [];
    pending.push(change);
    this.#pending.set(directory, pending);
  }

  #failSyncWhenAsked(): void {
    if (this.#syncFailures === 0) return;
    this.#syncFailures -= 1;
    throw failed("input/output error");
  }

  #used(): number {
    let used = 0;
    for (const entry of this.#entries.values()) if (entry !== "directory") used += entry.size;
    return used;
  }
}

function failed(detail: string): AppError {
  return new AppError("disk-failed", detail);
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

function apply(entries: Entries, change: DirectoryChange): void {
  for (const [path, entry] of change) {
    if (entry === undefined) entries.delete(path);
    else entries.set(path, entry);
  }
}

function extend(inode: Inode, bytes: Uint8Array): void {
  if (inode.size + bytes.length > inode.bytes.length) {
    const grown = new Uint8Array(Math.max(64, 2 * inode.bytes.length, inode.size + bytes.length));
    grown.set(inode.bytes.subarray(0, inode.size));
    inode.bytes = grown;
  }
  inode.bytes.set(bytes, inode.size);
  inode.size += bytes.length;
}

/** Appended bytes may have reached the platter in part, and a file may have grown before its bytes arrived. */
function losePower(inode: Inode, rng: Rng | undefined): void {
  const synced = inode.durableSize;
  let kept = inode.durableCopy ?? inode.bytes.slice(0, synced);
  if (rng !== undefined && inode.durableCopy === undefined && inode.size > synced) {
    kept = inode.bytes.slice(0, synced + Math.floor(rng.next() * (inode.size - synced + 1)));
    if (rng.next() < 0.3) kept.fill(0, synced + Math.floor(rng.next() * (kept.length - synced)));
  }
  inode.bytes = kept;
  inode.size = kept.length;
  inode.durableSize = kept.length;
  inode.durableCopy = undefined;
}
