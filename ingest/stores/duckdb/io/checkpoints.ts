import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * Until a checkpoint, DuckDB 1.5 holds memory for each day table with new rows, few as they may be (measured: 140 KB with its
 * usual blocks), and begins none of its own before the log has 16 MB: some thousands of days fill the 256 MB that the store has.
 */
const days = { checkpoint: 64, force: 512 } as const;

/** Puts the new rows of many days into the file before they fill the memory. */
export class Checkpoints {
  readonly #connection: DuckDBConnection;
  readonly #written = new Set<number>();

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** To be called after a commit with the days that it wrote to. */
  async after(written: readonly number[]): Promise<void> {
    for (const day of written) this.#written.add(day);
    if (this.#written.size < days.checkpoint) return;
    if (this.#written.size >= days.force) await this.#connection.run("FORCE CHECKPOINT");
    else if (!(await this.#succeeds())) return;
    this.#written.clear();
  }

  /** DuckDB refuses while a query reads what was there before the last commit: it is tried again after the next one. */
  async #succeeds(): Promise<boolean> {
    try {
      await this.#connection.run("CHECKPOINT");
      return true;
    } catch (error) {
      if (/other write transactions/.test(String(error))) return false;
      throw error;
    }
  }
}
