import type { Cancel, Clocks } from "../../core/ports/clock.ts";
import type { Store } from "../../core/ports/store.ts";
import { ReadingBuffer } from "../../core/sparkplug/columns.ts";
import type { DurationMs } from "../../core/time.ts";
import type { Intake, IntakeEffect } from "../intake/intake.ts";
import { Batch, type ClosedBatch, type SiteShare } from "./batch.ts";
import { Committer } from "./committer.ts";

const nothing: readonly IntakeEffect[] = [];

/** A commit of so many days is full whatever its rows: the embedded store has a table for each (`stores/duckdb/io/checkpoints.ts`). */
const mostDays = 256;

/** When a batch is committed, and how much may wait. */
export interface StoreSessionConfig {
  readonly commitRows: number;
  readonly commitAfter: DurationMs;
  readonly queueRows: number;
  /** Rows of the register's table after which it is replaced by its compact image. */
  readonly compactEvery: number;
}

/** What a session tells. */
export interface StoreSessionEvents {
  readonly onDurable: (sites: readonly SiteShare[]) => void;
  /** Nothing that is not durable counts any more, and this session takes nothing more. */
  readonly onFailed: (reason: string) => void;
}

/** What a session works with. */
export interface StoreSessionPorts {
  readonly store: Store;
  readonly clocks: Clocks;
}

/** The way from messages into the store, for as long as the store keeps what it was given. */
export class StoreSession {
  readonly intake: Intake;
  readonly #config: StoreSessionConfig;
  readonly #ports: StoreSessionPorts;
  readonly #events: StoreSessionEvents;
  readonly #committer: Committer;
  readonly #spare: ReadingBuffer[] = [];
  #batch = new Batch(new ReadingBuffer());
  #timer: Cancel | undefined;
  #isDue = false;
  #registerRows = 0;
  #isOver = false;
  /** Messages that found the queue full. */
  dropped = 0;

  constructor(intake: Intake, config: StoreSessionConfig, ports: StoreSessionPorts, events: StoreSessionEvents) {
    this.intake = intake;
    this.#config = config;
    this.#ports = ports;
    this.#events = events;
    this.#committer = new Committer(ports.store, {
      onDurable: (batch) => this.#durable(batch),
      onRoom: () => this.#room(),
      onFailed: (reason) => this.#fail(reason),
    });
  }

  /** Rows that are not durable yet. */
  get waiting(): number {
    return this.#batch.rows + this.#committer.rows;
  }

  take(message: { topic: string; payload: Uint8Array }): readonly IntakeEffect[] {
    if (this.#isOver || this.waiting > this.#config.queueRows) {
      this.dropped += 1;
      return nothing;
    }
    const effects = this.intake.take(message, this.#batch, this.#ports.clocks.world.now());
    if (this.#batch.rows >= this.#config.commitRows || this.#batch.days >= mostDays) this.#commit();
    else if (this.#timer === undefined && !this.#batch.isEmpty) this.#wait();
    return effects;
  }

  /** Makes durable what was taken, as far as the store lets it. */
  async finish(): Promise<void> {
    if (!this.#isOver && !this.#batch.isEmpty) this.#commit();
    this.#timer?.();
    await this.#committer.drained();
    this.#isOver = true;
  }

  #wait(): void {
    this.#timer = this.#ports.clocks.io.schedule(this.#config.commitAfter, () => {
      if (this.#committer.hasRoom) this.#commit();
      else this.#isDue = true;
    });
  }

  #room(): void {
    if (this.#isDue) this.#commit();
  }

  #commit(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#isDue = false;
    const closed = this.#batch.close(this.intake.series.unconfirmed());
    this.#batch = new Batch(this.#spare.pop() ?? new ReadingBuffer());
    this.#committer.add(closed);
  }

  #durable(batch: ClosedBatch): void {
    const { register, series } = this.intake;
    for (const entry of batch.content.register) register.stream(entry).settle(entry.lo, entry.hi, entry.refused);
    for (const { stream, seen } of batch.seen) stream.raiseSeen(seen);
    series.confirm(batch.content.newSeries);
    this.#spare.push(batch.columns);
    this.#registerRows += batch.content.register.length;
    this.#events.onDurable(batch.sites);
    if (this.#registerRows >= this.#config.compactEvery) void this.#compact();
  }

  async #compact(): Promise<void> {
    this.#registerRows = 0;
    const { store } = this.#ports;
    // A register that stays long costs space and time at the next start, nothing else; the next one may succeed.
    await this.#committer.alone(() => store.compactRegister(this.intake.register.image())).catch(() => undefined);
  }

  #fail(reason: string): void {
    this.#isOver = true;
    this.#timer?.();
    this.#events.onFailed(reason);
  }
}
