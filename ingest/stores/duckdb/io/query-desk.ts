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

/** Answers queries, a few at a time; one that takes too long, or that nobody waits for any more, is broken off. */
export class QueryDesk {
  readonly #database: Database;
  readonly #clock: IoClock;
  readonly #limit: DurationMs;
  readonly #free: DuckDBConnection[];
  readonly #waiting: ((reader: DuckDBConnection) => void)[] = [];
  readonly #running = new Map<number, DuckDBConnection>();
  /** Asked and not begun; taken out again by a cancel. */
  readonly #asked = new Set<number>();

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
      this.#running.set(id, reader);
      const stopTimer = this.#clock.schedule(this.#limit, () => reader.interrupt());
      try {
        return await answerFromDuckdb(
          reader,
          { statement, precision, limits: defaultLimits },
          this.#database.days.keys(),
        );
      } finally {
        stopTimer();
      }
    } finally {
      this.#running.delete(id);
      this.#release(reader);
    }
  }

  cancel(id: number): void {
    const reader = this.#running.get(id);
    this.#asked.delete(id);
    if (reader !== undefined) reader.interrupt();
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
