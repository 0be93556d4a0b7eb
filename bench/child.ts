import { type ChildProcess, fork } from "node:child_process";

/** A process of a benchmark: it is sent orders and answers with objects that have a `kind`. */
export class BenchChild<Answer extends { readonly kind: string }> implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #listeners = new Set<(answer: Answer) => void>();
  readonly #ended: Promise<never>;
  #isEnding = false;

  /** Runs a module beside this one, built or as a source. */
  constructor(module: string, argument: unknown = null) {
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const url = new URL(`${module}.${extension}`, import.meta.url);
    this.#child = fork(url, [JSON.stringify(argument)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#child.on("message", (answer: Answer) => {
      for (const listener of [...this.#listeners]) listener(answer);
    });
    this.#ended = new Promise((_resolve, reject) => {
      this.#child.once("exit", (code, signal) =>
        reject(new Error(`${module} ended: ${signal ?? `exit code ${code}`}`)),
      );
    });
    this.#ended.catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  order(order: object): void {
    if (!this.#isEnding) this.#child.send(order);
  }

  listen(listener: (answer: Answer) => void): void {
    this.#listeners.add(listener);
  }

  /** The next answer of this kind. Rejects when the child says that it failed, or ends. */
  async next<K extends Answer["kind"]>(kind: K): Promise<Extract<Answer, { kind: K }>> {
    let take: (answer: Answer) => void = () => undefined;
    const answered = new Promise<Extract<Answer, { kind: K }>>((resolve, reject) => {
      take = (answer) => {
        if (answer.kind === kind) resolve(answer as Extract<Answer, { kind: K }>);
        else if (answer.kind === "failed") reject(new Error(JSON.stringify(answer)));
      };
    });
    this.#listeners.add(take);
    return Promise.race([answered, this.#ended]).finally(() => this.#listeners.delete(take));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    this.#child.kill();
    await this.#ended.catch(() => undefined);
  }
}
