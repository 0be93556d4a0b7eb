import { AppError } from "../../core/errors.ts";
import { Intervals } from "../../core/intervals.ts";
import type { Cancel, Clocks } from "../../core/ports/clock.ts";
import type { Disk } from "../../core/ports/disk.ts";
import type { DurationMs, MonotonicMs } from "../../core/time.ts";
import type { WireEvent } from "../../core/wire/events.ts";
import { type Counts, joinBatches, type ReadingBatch, sliceBatch } from "./columns.ts";
import { type EventBatch, makeEventFrame } from "./event-frame.ts";
import type { SpaceKeeper } from "./keeper.ts";
import { makeReadingFrame } from "./reading-frame.ts";
import type { Lost } from "./recover.ts";
import type { Stream } from "./segment.ts";
import type { Outgoing, SegmentLog } from "./segment-log.ts";

/** What the writer works with. */
export interface WriterOptions {
  readonly disk: Disk;
  readonly clocks: Clocks;
  /** How long readings may gather before they are synced together; events are synced at once. */
  readonly commit: DurationMs;
  readonly logs: Readonly<Record<Stream, SegmentLog>>;
  readonly keeper: SpaceKeeper;
  readonly onLost: (lost: Lost) => void;
  /** Called with readings that are on disk from now on. */
  readonly onDurable: (batch: ReadingBatch) => void;
}

const rowsPerFrame = 65_536;
const eventsPerFrame = 1000;
const retryDelay: DurationMs = 1000;
/** A disk that takes nothing for long must not fill the memory. */
const mostWaiting: Readonly<Record<Stream, number>> = { readings: 500_000, events: 50_000 };
/** With less free space than this beyond the need, a failed write is taken for a full disk. */
const shortOfSpace = 65_536;

/**
 * Group commit. What was appended waits in memory until a sync has succeeded; after a failed one it is written again, all of
 * it, into a new segment.
 */
export class SpoolWriter {
  readonly #options: WriterOptions;
  #batches: ReadingBatch[] = [];
  #events: EventBatch[] = [];
  readonly #unwritten: Record<Stream, Outgoing[]> = { readings: [], events: [] };
  #counts: Counts = { measured: 0, folded: 0, superseded: 0 };
  #ticket = 0;
  #waiters: { ticket: number; resolve: () => void }[] = [];
  #timer: { at: MonotonicMs; cancel: Cancel } | undefined;
  #running: Promise<void> | undefined;
  #closing = false;
  #failure: string | undefined;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Why the last attempt to write failed; undefined when it did not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** Numbers that were appended and are not on disk yet. */
  waiting(stream: Stream): Intervals {
    const waiting = Intervals.of(this.#unwritten[stream].map(({ lo, hi }) => [lo, hi]));
    const rest =
      stream === "readings"
        ? this.#batches.map(({ firstSeq, length }) => [firstSeq, firstSeq + length - 1] as const)
        : this.#events.map(({ firstSeq, events }) => [firstSeq, firstSeq + events.length - 1] as const);
    for (const [lo, hi] of rest) waiting.add(lo, hi);
    return waiting;
  }

  /** Readings whose first sequence follows the last one appended. */
  append(batch: ReadingBatch, counts: Counts): void {
    this.#batches.push(batch);
    this.#counts = counts;
    this.#ticket += 1;
    this.#arm(this.#options.commit);
  }

  /** Events whose first sequence follows the last one appended. */
  appendEvents(firstSeq: number, events: readonly WireEvent[]): void {
    this.#events.push({ firstSeq, events });
    this.#ticket += 1;
    this.#arm(0);
  }

  /** Resolves when all that was appended before this call is on disk. */
  committed(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push({ ticket: this.#ticket, resolve });
    });
  }

  /** Has dropped segments removed soon. */
  tidy(): void {
    if (this.#options.keeper.hasDropped) this.#arm(this.#options.commit);
  }

  /** Writes what waits, once, and finishes both segments. What the disk does not take is then lost. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    await this.#running;
    for (let round = 0; round < 2; round++) await this.#commit();
    await this.#options.logs.readings.finish();
    await this.#options.logs.events.finish();
  }

  /** Stops at once; what waits is lost. */
  abandon(): void {
    this.#closing = true;
    this.#timer?.cancel();
  }

  #isIdle(): boolean {
    const waiting = this.#unwritten.readings.length + this.#unwritten.events.length;
    return waiting === 0 && this.#batches.length === 0 && this.#events.length === 0 && this.#running === undefined;
  }

  #arm(after: DurationMs): void {
    if (this.#running !== undefined || this.#closing) return;
    const { io } = this.#options.clocks;
    const at = io.now() + after;
    if (this.#timer !== undefined && this.#timer.at <= at) return;
    this.#timer?.cancel();
    if (after > 0) this.#timer = { at, cancel: io.schedule(after, () => void this.#run()) };
    else this.#runSoon(at);
  }

  /** After what runs now, so that what is appended together is synced together. */
  #runSoon(at: MonotonicMs): void {
    let cancelled = false;
    const cancel = (): void => {
      cancelled = true;
    };
    this.#timer = { at, cancel };
    queueMicrotask(() => {
      if (!cancelled) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    // Set before the commit begins, as its first part runs at once and may itself append a gap record.
    let done = (): void => undefined;
    this.#running = new Promise((resolve) => {
      done = resolve;
    });
    await this.#commit();
    this.#running = undefined;
    done();
    if (this.#failure !== undefined) this.#arm(retryDelay);
    else if (this.#events.length > 0) this.#arm(0);
    else if (!this.#isIdle()) this.#arm(this.#options.commit);
  }

  async #commit(): Promise<void> {
    const { keeper } = this.#options;
    this.#frameReadings();
    keeper.makeRoom("readings", this.#bytesWaiting("readings"));
    keeper.makeRoom("events", this.#bytesWaiting("events"));
    // Gap records that making room asked for are among these: they are durable before their segments go.
    const ticket = this.#ticket;
    this.#frameEvents();
    const eventFailure = await this.#attempt(async () => {
      await this.#write("events");
      await keeper.unlinkDropped();
    });
    this.#failure = (await this.#attempt(() => this.#write("readings"))) ?? eventFailure;
    if (this.#failure === undefined) this.#resolve(ticket);
  }

  /** Why it failed; undefined when it did not. */
  async #attempt(write: () => Promise<void>): Promise<string | undefined> {
    try {
      await write();
      return undefined;
    } catch (error) {
      if (error instanceof AppError) return error.message;
      throw error;
    }
  }

  #resolve(ticket: number): void {
    const done = this.#waiters.filter((waiter) => waiter.ticket <= ticket);
    this.#waiters = this.#waiters.filter((waiter) => waiter.ticket > ticket);
    for (const { resolve } of done) resolve();
  }

  #frameReadings(): void {
    if (this.#batches.length === 0) return;
    const at = this.#options.clocks.world.now();
    const batch = joinBatches(this.#batches);
    this.#batches = [];
    for (let from = 0; from < batch.length; from += rowsPerFrame) {
      const part = sliceBatch(batch, from, Math.min(batch.length, from + rowsPerFrame));
      const bytes = makeReadingFrame(part, this.#counts, at);
      this.#unwritten.readings.push({ bytes, lo: part.firstSeq, hi: part.firstSeq + part.length - 1, at, rows: part });
    }
    this.#limitWaiting("readings");
  }

  #frameEvents(): void {
    const first = this.#events[0];
    if (first === undefined) return;
    const at = this.#options.clocks.world.now();
    const all = this.#events.flatMap(({ events }) => events);
    this.#events = [];
    for (let from = 0; from < all.length; from += eventsPerFrame) {
      const part = { firstSeq: first.firstSeq + from, events: all.slice(from, from + eventsPerFrame) };
      const hi = part.firstSeq + part.events.length - 1;
      this.#unwritten.events.push({ bytes: makeEventFrame(part, at), lo: part.firstSeq, hi, at });
    }
    this.#limitWaiting("events");
  }

  #bytesWaiting(stream: Stream): number {
    return this.#unwritten[stream].reduce((sum, frame) => sum + frame.bytes.length, 0);
  }

  async #write(stream: Stream): Promise<void> {
    const frames = [...this.#unwritten[stream]];
    for (let attempt = 1; frames.length > 0; attempt++) {
      try {
        await this.#options.logs[stream].write(frames);
        this.#unwritten[stream].splice(0, frames.length);
        for (const { rows } of frames) if (rows !== undefined) this.#options.onDurable(rows);
        return;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (attempt > 1 && !(await this.#helpFullDisk(this.#bytesWaiting(stream)))) throw error;
      }
    }
  }

  /** Gives up one segment when the disk itself is full; false when that is not the trouble or nothing is left to give. */
  async #helpFullDisk(needed: number): Promise<boolean> {
    const { disk, keeper } = this.#options;
    if ((await disk.free()) >= needed + shortOfSpace) return false;
    if (!keeper.dropOne("readings", "disk full")) return false;
    await keeper.unlinkDropped();
    return true;
  }

  #limitWaiting(stream: Stream): void {
    if (this.#failure === undefined) return;
    const frames = this.#unwritten[stream];
    let waiting = frames.reduce((sum, frame) => sum + frame.hi - frame.lo + 1, 0);
    while (waiting > mostWaiting[stream] && frames.length > 1) {
      const oldest = frames.shift();
      if (oldest === undefined) return;
      waiting -= oldest.hi - oldest.lo + 1;
      this.#options.onLost({
        kind: "dropped",
        stream,
        boot: this.#options.logs[stream].boot,
        ranges: [[oldest.lo, oldest.hi]],
        startedAt: oldest.at,
        endedAt: oldest.at,
        reason: "spool cannot be written",
      });
    }
  }
}
