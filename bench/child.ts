import { type ChildProcess, fork } from "node:child_process";

/** ms. */
const longestWait = 20_000;
const longestEnd = 3_000;

/** A process of a benchmark: it is sent orders and answers with objects that have a `kind`. */
export class BenchChild<Answer extends { readonly kind: string }> implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #module: string;
  readonly #listeners = new Set<(answer: Answer) => void>();
  readonly #ended: Promise<never>;
  #isEnding = false;

  /** Runs a module beside this one, built or as a source. */
  constructor(module: string, argument: unknown = null) {
    this.#module = module;
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

  order(order: object): void {
    if (!this.#isEnding) this.#child.send(order);
  }

  listen(listener: (answer: Answer) => void): void {
    this.#listeners.add(listener);
  }

  /** The next answer of this kind that is as it should be. Rejects when the child says that it failed, ends, or is silent. */
  async next<K extends Answer["kind"]>(
    kind: K,
    fits: (answer: Extract<Answer, { kind: K }>) => boolean = () => true,
  ): Promise<Extract<Answer, { kind: K }>> {
    let take: (answer: Answer) => void = () => undefined;
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<Extract<Answer, { kind: K }>>((resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`${this.#module}: no "${kind}" within ${longestWait} ms`)),
        longestWait,
      );
      take = (answer) => {
        if (isOf(answer, kind) && fits(answer)) resolve(answer);
        else if (answer.kind === "failed") reject(new Error(`${this.#module}: ${JSON.stringify(answer)}`));
      };
    });
    this.#listeners.add(take);
    return Promise.race([answered, this.#ended]).finally(() => {
      this.#listeners.delete(take);
      clearTimeout(timer);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), longestEnd);
    await this.#ended.catch(() => undefined);
    clearTimeout(timer);
  }
}

function isOf<A extends { readonly kind: string }, K extends A["kind"]>(
  answer: A,
  kind: K,
): answer is Extract<A, { kind: K }> {
  return answer.kind === kind;
}
