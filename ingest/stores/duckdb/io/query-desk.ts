import type { DuckDBConnection } from "@duckdb/node-api";
import { AppError } from "../../../../core/errors.ts";
import type { IoClock } from "../../../../core/ports/clock.ts";
import type { DurationMs } from "../../../../core/time.ts";
import { answerFromDuckdb } from "../../../query/io/duckdb.ts";
import { defaultLimits } from "../../../query/table.ts";
import type { QueryBody } from "../frames.ts";
import type { Database } from "./database.ts";

/** Queries that may wait for a reader; more are refused at once. */
const mostWaiting = 64;
/** A query is several statements; breaking off must catch the one that runs. */
const breakOffEvery: DurationMs = 10;

/** A query on its connection. It takes several statements: one that comes after the end was asked for must not begin. */
interface Running {
  readonly reader: DuckDBConnection;
  isStopped: boolean;
}

function stop(running: Running): void {
  running.isStopped = true;
  running.reader.interrupt();
}

/** Answers queries, a few at a time; one that takes too long, or that nobody waits for any more, is broken off. */
export class QueryDesk {
  readonly #database: Database;
  readonly #clock: IoClock;
  readonly #limit: DurationMs;
  readonly #free: DuckDBConnection[];
  readonly #waiting: ((reader: DuckDBConnection) => void)[] = [];
  readonly #running = new Map<number, Running>();
  /** Asked and not begun; taken out again by a cancel. */
  readonly #asked = new Set<number>();
  /** Called when nothing runs any more. */
  #onIdle: (() => void) | undefined;

  constructor(database: Database, clock: IoClock, limit: DurationMs) {
    this.#database = database;
    this.#clock = clock;
    this.#limit = limit;
    this.#free = [...database.readers];
  }

  /** The JSON of the answer. Throws `query-invalid` and `query-limit`. */
  async answer(id: number, { statement, precision }: QueryBody): Promise<Uint8Array> {
    const place = this.#reader();
    this.#asked.add(id);
    const reader = await place;
    try {
      if (!this.#asked.delete(id)) throw new AppError("query-limit", "the query was broken off");
      const running = { reader, isStopped: false };
      this.#running.set(id, running);
      const stopTimer = this.#clock.schedule(this.#limit, () => stop(running));
      try {
        return await answerFromDuckdb(
          reader,
          { statement, precision, limits: defaultLimits },
          { days: this.#database.days.keys(), runs: this.#database.runs, isStopped: () => running.isStopped },
        );
      } finally {
        stopTimer();
      }
    } finally {
      this.#running.delete(id);
      this.#release(reader);
      if (this.#running.size === 0) this.#onIdle?.();
    }
  }

  cancel(id: number): void {
    const running = this.#running.get(id);
    this.#asked.delete(id);
    if (running !== undefined) stop(running);
  }

  /**
   * Breaks off every query, and waits until none runs: DuckDB must not lose a connection that works. A thread in which the last
   * use of a connection ends waits for itself, and its process never ends and never lets go of the file.
   */
  async stop(): Promise<void> {
    this.#asked.clear();
    let cancel = (): void => undefined;
    const breakOff = (): void => {
      for (const running of this.#running.values()) stop(running);
      cancel = this.#clock.schedule(breakOffEvery, breakOff);
    };
    if (this.#running.size > 0) {
      const idle = new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
      breakOff();
      await idle;
      cancel();
    }
  }

  /** Throws at once when too many wait. */
  #reader(): Promise<DuckDBConnection> {
    const free = this.#free.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (this.#waiting.length >= mostWaiting) throw new AppError("query-limit", "too many queries wait already");
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #release(reader: DuckDBConnection): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(reader);
    else next(reader);
  }
}
