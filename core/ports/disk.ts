import { AppError } from "../errors.ts";

/** A directory of files, paths relative to it with `/`. The simulated side models power cuts: what was not synced is lost. */
export interface Disk {
  /** Opens for appending and reading, made when absent. */
  open(path: string): Promise<DiskFile>;
  /** The whole file, or undefined when absent. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Replaces `to` atomically. Durable only after `syncDirectory`. */
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Names in a directory, sorted; empty when absent. */
  list(directory: string): Promise<readonly string[]>;
  makeDirectory(path: string): Promise<void>;
  /** Makes creations, renames and removals in this directory survive a power cut. */
  syncDirectory(path: string): Promise<void>;
  /** Bytes still free for us. */
  free(): Promise<number>;
}

/**
 * An open file. Calls that change it come one at a time. After a failed `append` or `sync` it refuses every further change:
 * a failed sync is never retried on the same file, which counts as lost from its last good sync on.
 */
export interface DiskFile {
  readonly size: number;
  append(bytes: Uint8Array): Promise<void>;
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Data on the platter (fdatasync). */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** The path itself when it stays inside its disk; anything else is a bug of the caller. */
export function checkDiskPath(path: string): string {
  if (path === "" || /^[^/]/.test(path)) {
    if (!path.split("/").includes("..") && !path.includes("\0")) return path;
  }
  throw new Error(`a disk path must be relative and stay inside: ${JSON.stringify(path)}`);
}

/** The whole file, or undefined when it is absent or cannot be read, as on a bad sector: for what can be made anew. */
export async function readIfPossible(disk: Disk, path: string): Promise<Uint8Array | undefined> {
  try {
    return await disk.read(path);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** Writes a small file so that either the old or the new content is there after a power cut. */
export async function writeAtomically(disk: Disk, path: string, content: Uint8Array): Promise<void> {
  const temporary = `${path}.new`;
  await disk.unlink(temporary).catch(() => undefined);
  const file = await disk.open(temporary);
  try {
    await file.append(content);
    await file.sync();
  } finally {
    // A disk that fails for long must not use up the descriptors.
    await file.close();
  }
  await disk.rename(temporary, path);
  const slash = path.lastIndexOf("/");
  await disk.syncDirectory(slash < 0 ? "" : path.slice(0, slash));
}
