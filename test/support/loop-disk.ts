import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { fastDirectory } from "./fast-directory.ts";

const run = promisify(execFile);

/** How each file system is made, and the smallest image it accepts; images are sparse. */
const kinds = {
  ext4: { bytes: 96 * 1024 ** 2, make: ["mkfs.ext4", "-q"] },
  xfs: { bytes: 320 * 1024 ** 2, make: ["mkfs.xfs", "-q"] },
} as const;
const powerSwitch = "xfs_io";
/** A file system such a disk can be made with. */
export type FileSystem = keyof typeof kinds;

/** A file system of its own, in an image on a loop device, whose power can be cut. Needs root. */
export class LoopDisk {
  /** Where it is mounted. */
  readonly directory: string;
  readonly #home: string;
  readonly #device: string;
  #switch: ChildProcess | undefined;

  private constructor(home: string, device: string) {
    this.#home = home;
    this.#device = device;
    this.directory = join(home, "mount");
  }

  static async make(kind: FileSystem): Promise<LoopDisk> {
    needRoot();
    const home = await fastDirectory("loop");
    const image = join(home, "image");
    await writeFile(image, "");
    await truncate(image, kinds[kind].bytes);
    const [program, ...options] = kinds[kind].make;
    await run(program, [...options, image]);
    await mkdir(join(home, "mount"));
    const { stdout } = await run("losetup", ["--find", "--show", image]);
    const disk = new LoopDisk(home, stdout.trim());
    await disk.#mount();
    return disk;
  }

  /**
   * From this moment on nothing reaches the disk: the file system is shut down without writing its log, and every later write
   * or sync of a program fails. Answers when (epoch ms) that began: what a program still hears of a sync that the shutdown
   * interrupts says nothing about power cuts, which no program survives.
   */
  async cut(): Promise<number> {
    const at = performance.timeOrigin + performance.now();
    this.#switch?.stdin?.write("shutdown\n");
    await this.#letGo();
    return at;
  }

  /** The power comes back: what had not reached the disk is gone. No program may hold a file any more. */
  async restore(): Promise<void> {
    await run("umount", [this.directory]);
    await this.#mount();
  }

  /** Puts everything on the disk that programs have written. */
  async settle(): Promise<void> {
    await run("sync", ["--file-system", this.directory]);
  }

  async #mount(): Promise<void> {
    await run("mount", [this.#device, this.directory]);
    // At hand, since starting it would take longer than a sync does.
    this.#switch = spawn(powerSwitch, ["-x", this.directory], { stdio: ["pipe", "ignore", "inherit"] });
  }

  async #letGo(): Promise<void> {
    const held = this.#switch;
    if (held === undefined) return;
    this.#switch = undefined;
    const ended = new Promise<number | null>((resolve) => {
      held.once("exit", resolve);
    });
    held.stdin?.end();
    const code = await ended;
    if (code !== 0) throw new Error(`xfs_io ended with ${code}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#letGo();
    await run("umount", [this.directory]);
    await run("losetup", ["--detach", this.#device]);
    await rm(this.#home, { recursive: true, force: true });
  }
}

/** A small file system in memory, for running out of space. Needs root. */
export class SmallDisk {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async make(bytes: number): Promise<SmallDisk> {
    needRoot();
    const directory = await fastDirectory("small");
    await run("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", directory]);
    return new SmallDisk(directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Lazily: a process that was left behind as by a kill may still hold a file.
    await run("umount", ["--lazy", this.directory]);
    await rm(this.directory, { recursive: true, force: true });
  }
}

function needRoot(): void {
  if (process.getuid?.() !== 0) throw new Error("this test mounts a file system of its own: run it as root");
}
