import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { Report } from "./programs/report.ts";

const programs = fileURLToPath(new URL("programs/", import.meta.url));

/** A program of `programs/` as one file of plain JavaScript, made anew from the sources, that starts quickly. */
export class BundledProgram {
  readonly file: string;
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.file = join(directory, "main.mjs");
  }

  static async make(name: string): Promise<BundledProgram> {
    const directory = await mkdtemp(join(tmpdir(), "homeostat-program-"));
    await build({
      configFile: false,
      logLevel: "error",
      ssr: { noExternal: true },
      build: {
        ssr: join(programs, name, "main.ts"),
        outDir: directory,
        rollupOptions: { output: { entryFileNames: "main.mjs", codeSplitting: false } },
      },
    });
    return new BundledProgram(directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** How a program is run. */
export interface RunOptions {
  readonly file: string;
  /** What `orders()` gives inside. */
  readonly orders: unknown;
  /** Words before the command, as of a tracer. */
  readonly under?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a program ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running program. It loads at once, and begins its work when told to. */
export class RunningProgram {
  readonly ended: Promise<End>;
  readonly #child: ChildProcess;
  #out = "";
  #lines = 0;
  #waiter: { readonly lines: number; readonly go: () => void } | undefined;
  #trouble = "";

  constructor({ file, orders, under = [], env = {} }: RunOptions) {
    const node = [process.execPath, file, JSON.stringify(orders)];
    const [command = process.execPath, ...words] = under.length === 0 ? node : [...under, ...node];
    // A group of its own, so that a tracer and what it traces can be ended together.
    this.#child = spawn(command, words, { stdio: "pipe", env: { ...process.env, ...env }, detached: true });
    this.#child.stdout?.on("data", (chunk: Buffer) => {
      this.#out += chunk.toString();
      this.#lines += chunk.toString().split("\n").length - 1;
      if (this.#lines >= (this.#waiter?.lines ?? Number.POSITIVE_INFINITY)) this.#waiter?.go();
    });
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#trouble += chunk.toString();
    });
    this.#child.stdin?.on("error", () => undefined);
    this.ended = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("close", (code, signal) => resolve({ code, signal }));
    });
  }

  begin(): void {
    this.#child.stdin?.end();
  }

  /** Resolves as soon as it has reported so many times, or has ended. */
  said(lines: number): Promise<unknown> {
    const heard = new Promise<void>((resolve) => {
      this.#waiter = { lines, go: resolve };
      if (this.#lines >= lines) resolve();
    });
    return Promise.race([heard, this.ended]);
  }

  /** Everything it has reported so far, in whole lines. */
  get reports(): Report[] {
    return this.#out
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Report);
  }

  /** What it printed as errors. */
  get trouble(): string {
    return this.#trouble;
  }

  /** Kills it, and whatever traces it, and waits for the end. */
  async kill(): Promise<End> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGKILL");
    return await this.ended;
  }
}
