import { AppError } from "../../core/errors.ts";
import type { Sample } from "./driver.ts";

type Batch = readonly Sample[];
type Waiting = { readonly resolve: (next: IteratorResult<Batch>) => void; readonly reject: (error: AppError) => void };

/** More than anybody leaves lying who still lives. */
const longestQueue = 4096;

/** Batches of samples on their way from a line to whoever consumes them; bounded, ended once, for one consumer. */
export class SampleQueue implements AsyncIterableIterator<Batch> {
  #batches: Batch[] = [];
  #waiting: Waiting | undefined;
  #end: { readonly error: AppError | undefined } | undefined;

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(batch: Batch): void {
    if (this.#end !== undefined || batch.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) waiting.resolve({ done: false, value: batch });
    else if (this.#batches.length < longestQueue) this.#batches.push(batch);
    else this.end(new AppError("bus-unavailable", "what the device said was not fetched"));
  }

  /** What is queued is still handed out; then the iteration ends, with this error where there is one. */
  end(error?: AppError): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) this.#finish(waiting);
  }

  next(): Promise<IteratorResult<Batch>> {
    const value = this.#batches.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    return new Promise((resolve, reject) => {
      if (this.#end === undefined) this.#waiting = { resolve, reject };
      else this.#finish({ resolve, reject });
    });
  }

  #finish({ resolve, reject }: Waiting): void {
    const error = this.#end?.error;
    if (error === undefined) resolve({ done: true, value: undefined });
    else reject(error);
  }
}
