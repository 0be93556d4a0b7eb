import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readdir, readFile, rename, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../errors.ts";
import { checkDiskPath, type Disk, type DiskFile } from "../ports/disk.ts";

/** The file system below one directory, which must exist. Failures reject with AppError `disk-failed`. */
export function fileDisk(root: string): Disk {
  const at = (path: string): string => join(root, checkDiskPath(path));
  return {
    open: async (path) => {
      const handle = await guarded(path, open(at(path), constants.O_RDWR | constants.O_CREAT, 0o600));
      try {
        const { size } = await guarded(path, handle.stat());
        return openFile(path, handle, size);
      } catch (error) {
        await handle.close();
        throw error;
      }
    },
    read: async (path) => {
      const bytes = await guarded(path, unlessAbsent(readFile(at(path))));
      return bytes === undefined ? undefined : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    rename: (from, to) => guarded(from, rename(at(from), at(to))),
    unlink: (path) => guarded(path, unlink(at(path))),
    list: async (directory) => {
      const names = await guarded(directory, unlessAbsent(readdir(at(directory))));
      return (names ?? []).sort();
    },
    makeDirectory: async (path) => {
      await guarded(path, mkdir(at(path), { recursive: true, mode: 0o700 }));
    },
    syncDirectory: async (path) => {
      const handle = await guarded(path, open(at(path), constants.O_RDONLY));
      try {
        await guarded(path, handle.sync());
      } finally {
        await handle.close();
      }
    },
    free: async () => {
      const { bavail, bsize } = await guarded("", statfs(root));
      return bavail * bsize;
    },
  };
}

function openFile(path: string, handle: FileHandle, initialSize: number): DiskFile {
  let size = initialSize;
  let failed: AppError | undefined;
  const change = async <T>(action: () => Promise<T>): Promise<T> => {
    if (failed !== undefined) throw failed;
    return await guarded(path, action()).catch((error: AppError) => {
      failed = error;
      throw error;
    });
  };
  return {
    get size() {
      return size;
    },
    append: (bytes) =>
      change(async () => {
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, size);
          done += bytesWritten;
          size += bytesWritten;
        }
      }),
    read: async (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await guarded(path, handle.read(bytes, done, bytes.length - done, offset + done));
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return bytes.subarray(0, done);
    },
    sync: () => change(() => handle.datasync()),
    truncate: (to) =>
      change(async () => {
        await handle.truncate(to);
        size = to;
      }),
    close: () => guarded(path, handle.close()),
  };
}

async function guarded<T>(path: string, action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    throw new AppError("disk-failed", `${path === "" ? "directory" : path}: ${(error as Error).message}`, error);
  }
}

async function unlessAbsent<T>(action: Promise<T>): Promise<T | undefined> {
  try {
    return await action;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
