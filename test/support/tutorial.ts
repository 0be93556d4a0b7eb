import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { program } from "./running.ts";
import { until } from "./until.ts";

/** One block of a page that is followed from top to bottom: a file to write, or commands to give. */
export type Step =
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  | { readonly kind: "commands"; readonly how: string; readonly text: string };

/** The steps of a page, in its order. */
export function stepsOf(page: string): readonly Step[] {
  const blocks = page.matchAll(/(?:^`([^`\n]+)`:\n\n)?^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, path, language, how = "", text = ""]): Step => {
    if (language === "sh") return { kind: "commands", how, text };
    if (path === undefined) throw new Error(`a block of ${language} names no file:\n${text}`);
    return { kind: "file", path, text };
  });
}

/** What a command left. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
}

/** Somebody who does what a page says, in a folder of their own. `npm` and `npx` are those of this repository, on free ports. */
export class Follower {
  readonly #folder: string;
  #running: ChildProcess | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const own = `"${process.execPath}" "${program}"`;
    const free = "--http 127.0.0.1:0 --mqtt 127.0.0.1:0";
    const npx = `shift\nif [ "$1" = up ]; then set -- "$@" ${free}; fi\nexec ${own} "$@"`;
    const npm = `[ "$1" = ci ] && exit 0\n[ "$1" = start ] && exec ${own} up ${free}\nexit 64`;
    for (const [name, text] of Object.entries({ npx, npm }))
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }

  write(path: string, text: string): void {
    const file = join(this.#folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  #spawn(text: string): ChildProcess {
    const env = { ...process.env, PATH: `${join(this.#folder, "bin")}:${process.env["PATH"]}` };
    // A group of its own: Ctrl-C reaches the shell and what it runs.
    return spawn("sh", ["-ec", text], { cwd: this.#folder, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  }

  run(text: string): Promise<Outcome> {
    const child = this.#spawn(text);
    let out = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        out += chunk.toString();
      });
    return new Promise((resolve) => child.once("close", (code) => resolve({ code, out })));
  }

  /** Starts what keeps running, after Ctrl-C to what ran before, and waits until it is kept. */
  async keep(text: string): Promise<void> {
    await this.stop();
    const child = this.#spawn(text);
    this.#running = child;
    let out = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        out += chunk.toString();
      });
    await until("it is kept", () => / (is|are) being kept/.test(out), 60_000).catch((error) => {
      throw new Error(`${error}\n${out}`);
    });
  }

  async stop(): Promise<void> {
    const child = this.#running;
    this.#running = undefined;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    process.kill(-child.pid, "SIGINT");
    await ended;
  }
}
