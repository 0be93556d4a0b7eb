import { AppError } from "../../core/errors.ts";
import { type Boot, bootKey } from "../../core/ids.ts";
import { Intervals } from "../../core/intervals.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { Disk } from "../../core/ports/disk.ts";
import type { Rng } from "../../core/ports/rng.ts";
import type { DurationMs } from "../../core/time.ts";
import type { WireEvent } from "../../core/wire/events.ts";
import { noteClosed } from "./boot.ts";
import { type Counts, type ReadingBatch, sliceBatch } from "./columns.ts";
import { type Dictionary, headDetails } from "./dictionary.ts";
import { type EventBatch, readEventFrame } from "./event-frame.ts";
import type { Frame } from "./frame.ts";
import { type Inheritance, inherit } from "./inherit.ts";
import { SpaceKeeper } from "./keeper.ts";
import { LastTimes } from "./last-times.ts";
import { readReadingFrame } from "./reading-frame.ts";
import { holesOf, type Lost, recoverSegments } from "./recover.ts";
import type { Segment, Stream } from "./segment.ts";
import { type FramesRead, SegmentLog } from "./segment-log.ts";
import { segmentSizeFor } from "./space.ts";
import { countWithRoom } from "./start.ts";
import { SpoolWriter } from "./writer.ts";

/** `spool:` of a site file. */
export interface SpoolConfig {
  /** Bytes on disk, all together. */
  readonly size: number;
  /** How long readings may gather in memory before they are synced. */
  readonly commit: DurationMs;
  /** Share of the size that only events may use, 0 to 1. */
  readonly reserve: number;
  readonly whenFull: "drop-oldest";
}

/** What a spool is opened with. */
export interface SpoolOptions {
  readonly disk: Disk;
  readonly clocks: Clocks;
  readonly rng: Rng;
  readonly config: SpoolConfig;
  /** What the numbers of this boot mean; told what those of earlier boots mean, by boot. */
  readonly dictionary: (earlier: ReadonlyMap<string, Dictionary>) => Dictionary;
  /** Called for sequences that had to go or cannot be read any more; never from inside a call to the spool. */
  readonly onLost: (lost: Lost) => void;
  /** Told what earlier boots left before anything of this one is dated. */
  readonly onInherited?: (inheritance: Inheritance) => void;
}

const directory = "spool";
const readBytes = 256 * 1024;

/**
 * Everything this gateway has numbered and nobody has yet made durable elsewhere, on disk: segmented append-only files of
 * checksummed columns, synced in groups.
 */
export class Spool {
  readonly boot: Boot;
  /** What earlier boots left. */
  readonly inheritance: Inheritance;
  readonly #disk: Disk;
  readonly #onLost: (lost: Lost) => void;
  readonly #logs: Readonly<Record<Stream, SegmentLog>>;
  readonly #keeper: SpaceKeeper;
  readonly #writer: SpoolWriter;
  /** Of this boot's readings. */
  readonly ownDictionary: Dictionary;
  readonly #last: LastTimes;
  /** What stands in segments and cannot be read. */
  readonly #unreadable: Record<Stream, Map<string, Intervals>> = { readings: new Map(), events: new Map() };
  readonly #listeners: ((batch: ReadingBatch) => void)[] = [];

  /**
   * Opens, mends and counts the boot. Rejects with AppError `disk-failed` only when the boot cannot be counted durably;
   * what stands in the files never stops it.
   */
  static async open(options: SpoolOptions): Promise<Spool> {
    const { disk, rng } = options;
    await disk.makeDirectory(directory);
    await disk.syncDirectory("");
    const inheritance = await inherit(disk, directory, await recoverSegments(disk, directory));
    options.onInherited?.(inheritance);
    const { record, left } = await countWithRoom({ disk, rng, directory }, inheritance);
    const spool = new Spool(options, record.boot, { ...left, unclosed: record.unclosed });
    await spool.#begin(options.clocks.world.now());
    return spool;
  }

  private constructor(options: SpoolOptions, boot: Boot, inheritance: Inheritance) {
    const { disk, clocks, config } = options;
    const dictionary = options.dictionary(inheritance.dictionaries);
    const onLost = (lost: Lost): void => {
      this.#noteLost(lost);
      options.onLost(lost);
    };
    this.#disk = disk;
    this.#onLost = onLost;
    for (const lost of inheritance.lost) this.#noteLost(lost);
    this.boot = boot;
    this.inheritance = inheritance;
    this.ownDictionary = dictionary;
    this.#last = new LastTimes(dictionary, inheritance.last);
    const counts = (): Counts => this.#writer.counts;
    const limits = { readings: config.size * (1 - config.reserve), events: config.size * config.reserve };
    const log = (stream: Stream, details: () => Readonly<Record<string, unknown>>): SegmentLog => {
      const segmentSize = segmentSizeFor(limits[stream]);
      const mine = inheritance.segments.filter((segment) => segment.stream === stream);
      return new SegmentLog({ disk, directory, stream, boot, segmentSize, headDetails: details, counts, onLost }, mine);
    };
    this.#logs = {
      readings: log("readings", () => headDetails(dictionary, this.#last.byPath())),
      events: log("events", () => ({})),
    };
    this.#keeper = new SpaceKeeper({ io: clocks.io, logs: this.#logs, limits, onLost });
    const onDurable = (batch: ReadingBatch): void => this.#durable(batch);
    const { commit } = config;
    this.#writer = new SpoolWriter({ disk, clocks, commit, logs: this.#logs, keeper: this.#keeper, onLost, onDurable });
  }

  /** Why the disk took nothing last time; undefined when it did. */
  get failure(): string | undefined {
    return this.#writer.failure;
  }

  /** Bytes on disk. */
  get size(): number {
    return this.#logs.readings.size + this.#logs.events.size;
  }

  /** When each variable was last measured, of readings that are safely on disk: where a replay goes on. */
  get lastMeasuredAt(): ReadonlyMap<string, number> {
    return this.#last.byPath();
  }

  /** Readings that follow the last ones appended, with the counts after them. */
  append(batch: ReadingBatch, counts: Counts): void {
    this.#writer.append(batch, counts);
  }

  /** Events that follow the last ones appended. They are synced at once. */
  appendEvents(firstSeq: number, events: readonly WireEvent[]): void {
    this.#writer.appendEvents(firstSeq, events);
  }

  /** Resolves when all that was appended before is on disk. */
  committed(): Promise<void> {
    return this.#writer.committed();
  }

  /** Calls back for every batch of readings that has become durable here. */
  onDurable(listener: (batch: ReadingBatch) => void): void {
    this.#listeners.push(listener);
  }

  /** The boots with something on disk, oldest first. */
  boots(stream: Stream): readonly string[] {
    return [...new Set(this.#logs[stream].segments.map((segment) => segment.boot))];
  }

  /** What can be read of a boot. */
  held(stream: Stream, boot: string): Intervals {
    const held = new Intervals();
    for (const segment of this.#logs[stream].segments) if (segment.boot === boot) held.add(segment.lo, segment.hi);
    const unreadable = this.#unreadable[stream].get(boot);
    if (unreadable !== undefined) held.removeAll(unreadable);
    return held;
  }

  /** What was appended and is not on disk yet. */
  waiting(stream: Stream): Intervals {
    return this.#writer.waiting(stream);
  }

  /** Says which sequences need the spool no more: durable, refused or in a gap record. */
  settle(stream: Stream, boot: string, settled: Intervals): void {
    this.#keeper.settle(stream, boot, settled);
    this.#writer.tidy();
  }

  /** The dictionary of a boot's readings. */
  dictionary(boot: string): Dictionary | undefined {
    return boot === bootKey(this.boot) ? this.ownDictionary : this.inheritance.dictionaries.get(boot);
  }

  /** Readings from a sequence on, as many as come cheaply together; undefined when it is not held. */
  async readings(boot: string, from: number): Promise<readonly ReadingBatch[] | undefined> {
    const read = await this.#logs.readings.read(boot, from, readBytes);
    if (read === undefined) return undefined;
    return this.#decoded(read, readReadingFrame).flatMap((batch) => {
      const first = Math.max(0, from - batch.firstSeq);
      const end = Math.min(batch.length, read.segment.hi + 1 - batch.firstSeq);
      return first < end ? [sliceBatch(batch, first, end)] : [];
    });
  }

  /** Events from a sequence on; undefined when it is not held. */
  async events(boot: string, from: number): Promise<readonly EventBatch[] | undefined> {
    const read = await this.#logs.events.read(boot, from, readBytes);
    if (read === undefined) return undefined;
    return this.#decoded(read, readEventFrame).flatMap((batch) => {
      const first = Math.max(0, from - batch.firstSeq);
      const events = batch.events.slice(first, read.segment.hi + 1 - batch.firstSeq);
      return events.length > 0 ? [{ firstSeq: batch.firstSeq + first, events }] : [];
    });
  }

  /** Notes durably that the ends of earlier boots are among this boot's events on disk. */
  async closedEarlierBoots(): Promise<void> {
    await noteClosed(this.#disk, this.boot);
  }

  /** Writes what waits and finishes the segments, so that the next start is quick. */
  async close(): Promise<void> {
    await this.#writer.close();
  }

  /** Ends without writing anything more, as a kill does. */
  abandon(): void {
    this.#writer.abandon();
  }

  /** The first segment carries on what is known of every variable; empty ones of earlier boots can then go. */
  async #begin(now: number): Promise<void> {
    try {
      await this.#logs.readings.begin(now);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return;
    }
    for (const log of Object.values(this.#logs)) {
      for (const segment of log.segments) {
        if (segment === log.active || segment.hi >= segment.lo) continue;
        log.drop(segment);
        await log.unlink(segment);
      }
    }
  }

  #noteLost({ stream, boot, ranges }: Lost): void {
    const unreadable = this.#unreadable[stream].get(boot) ?? new Intervals();
    for (const [lo, hi] of ranges) unreadable.add(lo, hi);
    this.#unreadable[stream].set(boot, unreadable);
  }

  /** Sound bytes that make no sense, as a later version may have written them. */
  /** What stands in frames; one that cannot be understood is lost, and told of. */
  #decoded<B>({ segment, frames }: FramesRead, decode: (frame: Frame) => B | undefined): readonly B[] {
    const batches: B[] = [];
    for (const frame of frames) {
      const batch = decode(frame);
      if (batch === undefined) this.#unintelligible(segment, frame);
      else batches.push(batch);
    }
    return batches;
  }

  #unintelligible(segment: Segment, frame: Frame): void {
    for (const lost of holesOf({ ...segment, lo: frame.firstSeq, hi: frame.firstSeq + frame.count - 1 }, []))
      this.#onLost(lost);
  }

  #durable(batch: ReadingBatch): void {
    this.#last.note(batch);
    for (const listener of this.#listeners) listener(batch);
  }
}
