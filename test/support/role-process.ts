import { type ChildProcess, spawn } from "node:child_process";
import { program, root } from "./running.ts";

/** A `homeostat` of the built program that is a process of its own; what it says on stderr is kept. */
export class RoleProcess {
  readonly #child: ChildProcess;
  #log = "";

  constructor(words: readonly string[]) {
    this.#child = spawn(process.execPath, [program, ...words], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#log += chunk.toString();
    });
  }

  get log(): string {
    return this.#log;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Sends a signal and waits for the end. Answers the exit code; null when it had none. */
  end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (this.hasEnded) return Promise.resolve(child.exitCode);
    return new Promise((resolve) => {
      child.once("exit", (code) => resolve(code));
      child.kill(signal);
    });
  }

  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
