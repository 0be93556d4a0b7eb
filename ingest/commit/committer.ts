import { messageOf } from "../../core/errors.ts";
import type { Store } from "../../core/ports/store.ts";
import type { ClosedBatch } from "./batch.ts";

/** Batches the store is given at a time: one is written while the next one travels. */
const mostInFlight = 2;

/** What a committer tells. */
export interface CommitterEvents {
  /** In the order in which they were given. */
  readonly onDurable: (batch: ClosedBatch) => void;
  /** The store may take another one. */
  readonly onRoom: () => void;
  /** None of what was given and not durable counts; said once, when nothing is on its way any more. */
  readonly onFailed: (reason: string) => void;
}

/** Gives closed batches to the store, few at a time and in order, until one fails. */
export class Committer {
  readonly #store: Pick<Store, "append">;
  readonly #events: CommitterEvents;
  readonly #queue: ClosedBatch[] = [];
  #inFlight = 0;
  #failed: string | undefined;
  #paused = false;
  #idle: (() => void)[] = [];

  constructor(store: Pick<Store, "append">, events: CommitterEvents) {
    this.#store = store;
    this.#events = events;
  }

  /** Whether a batch given now goes to the store at once. */
  get hasRoom(): boolean {
    return this.#inFlight + this.#queue.length < mostInFlight && !this.#paused && this.#failed === undefined;
  }

  /** Rows that wait for their turn or are on their way. */
  rows = 0;

  add(batch: ClosedBatch): void {
    this.rows += batch.rows;
    this.#queue.push(batch);
    this.#pump();
  }

  /** Resolves when everything that was added is durable, or one failed. */
  drained(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }

  /** Runs work while the store has nothing else of ours to do. */
  async alone(work: () => Promise<void>): Promise<void> {
    this.#paused = true;
    try {
      if (this.#inFlight > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
      if (this.#failed === undefined) await work();
    } finally {
      this.#paused = false;
      this.#pump();
    }
  }

  #isIdle(): boolean {
    return this.#inFlight === 0 && (this.#queue.length === 0 || this.#failed !== undefined || this.#paused);
  }

  #pump(): void {
    while (this.#inFlight < mostInFlight && !this.#paused && this.#failed === undefined) {
      const batch = this.#queue.shift();
      if (batch === undefined) break;
      this.#inFlight += 1;
      void this.#commit(batch);
    }
    if (this.hasRoom) this.#events.onRoom();
  }

  async #commit(batch: ClosedBatch): Promise<void> {
    let failure: string | undefined;
    try {
      await this.#store.append(batch.content);
    } catch (error) {
      failure = messageOf(error);
    }
    this.#inFlight -= 1;
    this.rows -= batch.rows;
    if (failure !== undefined) this.#failed ??= failure;
    // What follows a failed batch is not counted either: the store is opened anew and asked what it has.
    if (this.#failed === undefined) this.#events.onDurable(batch);
    if (this.#inFlight === 0) this.#quiet();
    this.#pump();
  }

  #quiet(): void {
    if (this.#failed !== undefined) {
      const reason = this.#failed;
      this.#queue.length = 0;
      this.rows = 0;
      this.#events.onFailed(reason);
    }
    if (!this.#isIdle()) return;
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}
