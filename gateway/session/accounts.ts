import { AppError } from "../../core/errors.ts";
import { bootKey } from "../../core/ids.ts";
import { Intervals } from "../../core/intervals.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { Reading } from "../../core/reading.ts";
import type { EpochMs } from "../../core/time.ts";
import type { WireEvent } from "../../core/wire/events.ts";
import type { Stored } from "../../core/wire/stored.ts";
import { Acknowledged } from "../books/acknowledged.ts";
import { Books, type BootBooks } from "../books/books.ts";
import { ConfirmedFile } from "../books/confirmed-file.ts";
import { Numbering } from "../books/numbering.ts";
import type { Counts, ReadingBatch } from "../spool/columns.ts";
import type { Dictionary } from "../spool/dictionary.ts";
import type { Lost } from "../spool/recover.ts";
import type { Stream } from "../spool/segment.ts";
import { Spool } from "../spool/spool.ts";
import type { DeliveryOptions } from "./delivery-options.ts";
import { closingRecord, lossRecord, restartRecord } from "./gaps.ts";

const streams: readonly Stream[] = ["readings", "events"];
const forgotten = "neither stored nor in the spool";

/** Numbers, spool and books of a gateway together: every number in exactly one place, and a gap record where it is in none. */
export class Accounts {
  readonly spool: Spool;
  readonly dictionary: Dictionary;
  readonly boot: string;
  readonly #clocks: Clocks;
  readonly #numbering: Numbering;
  readonly #acknowledged = new Acknowledged();
  readonly #books: Books;
  readonly #confirmed: ConfirmedFile;
  readonly #restartGap: boolean;
  /** What was found unreadable, with the reason; it is lost once ingest says that it does not have it either. */
  readonly #unreadable: Lost[] = [];
  #nextEvent = 0;
  readonly #openedAt: EpochMs;
  #knowsEarlierGaps = false;
  #isLearning = false;
  /** Called with numbered events on their way to the spool. */
  onEvents: (firstSeq: number, events: readonly WireEvent[]) => void = () => undefined;

  static async open(options: DeliveryOptions): Promise<Accounts> {
    const confirmed = await ConfirmedFile.load(options.ports.disk);
    let accounts: Accounts | undefined;
    const early: Lost[] = [];
    const spool = await Spool.open({
      ...options.ports,
      config: options.config.spool,
      dictionary: options.dictionary,
      onLost: (lost) => (accounts === undefined ? early.push(lost) : accounts.#lost(lost)),
      ...(options.onInherited === undefined ? {} : { onInherited: options.onInherited }),
    });
    accounts = new Accounts(options, spool);
    for (const word of confirmed) accounts.#acknowledged.apply(word);
    accounts.#settle();
    for (const lost of [...early, ...spool.inheritance.lost]) accounts.#lost(lost);
    return accounts;
  }

  private constructor({ config, ports }: DeliveryOptions, spool: Spool) {
    this.spool = spool;
    this.dictionary = spool.ownDictionary;
    this.boot = bootKey(spool.boot);
    this.#clocks = ports.clocks;
    this.#openedAt = ports.clocks.world.now();
    this.#restartGap = config.restartGap;
    const { lastMeasuredAt } = spool;
    this.#numbering = new Numbering({ dictionary: this.dictionary, publish: config.deadbands, lastMeasuredAt });
    this.#books = new Books(this.boot, this.#acknowledged);
    const image = () => this.#acknowledged.image(this.#books.boots);
    this.#confirmed = new ConfirmedFile(ports.disk, ports.clocks.io, image);
    for (const { boot, lastSeq, lastEventSeq, counts } of spool.inheritance.boots) {
      this.#books.open(boot, { readings: lastSeq + 1, events: lastEventSeq + 1 }, counts);
    }
  }

  /** Numbers readings and spools them; undefined when none of them got a number. */
  record(readings: readonly Reading[]): ReadingBatch | undefined {
    const numbered = this.#numbering.take(readings);
    this.#books.assign("readings", this.#numbering.next, this.#numbering.counts);
    if (numbered === undefined) return undefined;
    this.spool.append(numbered.batch, numbered.counts);
    return numbered.batch;
  }

  /** Numbers events and spools them. */
  event(events: readonly WireEvent[]): void {
    if (events.length === 0) return;
    const firstSeq = this.#nextEvent;
    this.#nextEvent += events.length;
    this.#books.assign("events", this.#nextEvent);
    this.spool.appendEvents(firstSeq, events);
    this.onEvents(firstSeq, events);
  }

  /** The highest number given out. */
  highest(stream: Stream): number {
    return (stream === "readings" ? this.#numbering.next : this.#nextEvent) - 1;
  }

  /** What a boot's messages say of its counts. */
  counts(boot: string): Counts {
    if (boot === this.boot) return this.#numbering.counts;
    const earlier = this.spool.inheritance.boots.find((one) => one.boot === boot);
    return earlier?.counts ?? { measured: 0, folded: 0, superseded: 0 };
  }

  /** Confirmed, or in a gap record. */
  settled(stream: Stream, boot: string): Intervals {
    return this.#books.settled(stream, boot);
  }

  seen(stream: Stream): number {
    return this.#acknowledged.seen(stream, this.boot);
  }

  /** Dictionaries of earlier boots of which something still waits. */
  earlierDictionaries(): readonly Dictionary[] {
    const found = new Map<string, Dictionary>();
    for (const boot of this.spool.boots("readings")) {
      const dictionary = this.spool.dictionary(boot);
      if (dictionary === undefined || dictionary.hash === this.dictionary.hash) continue;
      if (!this.spool.held("readings", boot).without(this.settled("readings", boot)).isEmpty) {
        found.set(dictionary.hash, dictionary);
      }
    }
    return [...found.values()];
  }

  snapshot(): readonly BootBooks[] {
    return this.#books.snapshot((stream, boot) => this.#holding(stream, boot));
  }

  /** Puts the end of earlier boots, and the time since, into this boot's events. */
  closeEarlierBoots(): void {
    const { unclosed, boots } = this.spool.inheritance;
    if (unclosed.length === 0) return;
    const now = this.#clocks.world.now();
    const earlier = new Map(boots.map((one) => [one.boot, one]));
    const events = unclosed.map((boot) => closingRecord(boot, earlier.get(boot), now));
    const last = unclosed.map((boot) => earlier.get(boot)).findLast((one) => one !== undefined);
    const gap = this.#restartGap && last !== undefined ? restartRecord(last, now) : undefined;
    this.event(gap === undefined ? events : [...events, gap]);
    void this.#noteClosed();
  }

  /** Nobody waits for this: where the disk fails, the next start closes these boots once more. */
  async #noteClosed(): Promise<void> {
    try {
      await this.spool.committed();
      await this.spool.closedEarlierBoots();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** Takes a verified `stored` in; true when a store may have forgotten what it had confirmed. */
  apply(stored: Stored): boolean {
    const forgets = this.#acknowledged.apply(stored);
    this.#settle();
    this.#confirmed.touch();
    this.#reconcile();
    return forgets;
  }

  /** Finishes the spool and saves what is confirmed. */
  async close(): Promise<void> {
    this.#confirmed.close();
    await this.spool.close();
    await this.#confirmed.save();
  }

  /** Ends without writing anything more. */
  abandon(): void {
    this.#confirmed.close();
    this.spool.abandon();
  }

  #settle(): void {
    for (const boot of this.#books.boots) {
      for (const stream of streams) this.spool.settle(stream, boot, this.settled(stream, boot));
    }
  }

  /** What is nowhere gets its gap record. Only ingest's word on a boot can tell that it is not there. */
  #reconcile(): void {
    for (const boot of this.#books.boots) {
      if (boot !== this.boot && !this.#acknowledged.knows(boot)) continue;
      for (const stream of streams) {
        const missing = this.#books.missing(stream, boot, (which, of) => this.#holding(which, of));
        if (missing.isEmpty) continue;
        if (!this.#knowsEarlierGaps) {
          this.#startLearning();
          return;
        }
        this.#writeOff(stream, boot, missing, this.#whyMissing(stream, boot, missing));
      }
    }
  }

  #startLearning(): void {
    if (!this.#isLearning) void this.#learnEarlierGaps();
    this.#isLearning = true;
  }

  #holding(stream: Stream, boot: string): Intervals {
    const held = this.spool.held(stream, boot);
    if (boot === this.boot) held.addAll(this.spool.waiting(stream));
    return held;
  }

  /** Space decides at once; whether something unreadable is lost, only ingest can say. */
  #lost(lost: Lost): void {
    if (lost.kind === "unreadable") this.#unreadable.push(lost);
    else
      this.#writeOff(
        lost.stream,
        lost.boot,
        Intervals.of(lost.ranges).without(this.settled(lost.stream, lost.boot)),
        lost,
      );
  }

  #writeOff(stream: Stream, boot: string, gone: Intervals, why: Pick<Lost, "startedAt" | "endedAt" | "reason">): void {
    const { startedAt: startAt, endedAt: endAt, reason } = why;
    const now = this.#clocks.world.now();
    for (const [lo, hi] of gone.ranges) this.#books.addGap(stream, boot, lo, hi);
    this.event(gone.ranges.map((range) => lossRecord({ stream, boot, range, startAt, endAt, reason }, now)));
  }

  #whyMissing(stream: Stream, boot: string, missing: Intervals): Pick<Lost, "startedAt" | "endedAt" | "reason"> {
    const known = this.#unreadable.find((one) => {
      return (
        one.stream === stream && one.boot === boot && one.ranges.some(([lo, hi]) => !missing.within(lo, hi).isEmpty)
      );
    });
    if (known !== undefined) return known;
    const earlier = this.spool.inheritance.boots.find((one) => one.boot === boot);
    const endedAt = earlier?.endedAt ?? this.#clocks.world.now();
    return { startedAt: earlier?.endedAt ?? this.#openedAt, endedAt, reason: forgotten };
  }

  /** Gap records of earlier boots that still wait in the spool: what they cover needs no second one. */
  async #learnEarlierGaps(): Promise<void> {
    for (const boot of this.spool.boots("events")) {
      if (boot === this.boot) continue;
      for (const [lo, hi] of this.spool.held("events", boot).ranges) await this.#learnGaps(boot, lo, hi);
    }
    this.#knowsEarlierGaps = true;
    this.#reconcile();
  }

  async #learnGaps(boot: string, lo: number, hi: number): Promise<void> {
    for (let at = lo; at <= hi; ) {
      const batches = await this.spool.events(boot, at).catch(() => undefined);
      const last = batches?.at(-1);
      if (batches === undefined || last === undefined) return;
      for (const event of batches.flatMap(({ events }) => events)) {
        if (event.kind !== "gap" || event.boot === undefined || event.lo === undefined || event.hi === undefined)
          continue;
        this.#books.addGap("readings", event.boot, event.lo, event.hi);
      }
      at = last.firstSeq + last.events.length;
    }
  }
}
