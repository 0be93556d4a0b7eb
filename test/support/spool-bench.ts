import { bootKey } from "../../core/ids.ts";
import { Intervals } from "../../core/intervals.ts";
import { settled } from "../../core/io/turn.ts";
import type { Disk } from "../../core/ports/disk.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import type { Definition } from "../../core/wire/definition.ts";
import type { WireEvent } from "../../core/wire/events.ts";
import { ColumnBuffer, type ReadingBatch } from "../../gateway/spool/columns.ts";
import { dictionaryOf } from "../../gateway/spool/dictionary.ts";
import type { Lost } from "../../gateway/spool/recover.ts";
import type { Stream } from "../../gateway/spool/segment.ts";
import { Spool, type SpoolConfig } from "../../gateway/spool/spool.ts";

const start = Date.UTC(2026, 0, 1);
const definition: Definition = {
  site: "polder",
  variables: ["level", "flow", "power"].map((variable) => {
    return { device: "gauge", variable, type: "Double", unit: "m", commons: "water" };
  }),
};
const dictionary = dictionaryOf(definition, "0123456789abcdef");
/** A spool nobody fills in a test. */
export const roomy: SpoolConfig = { size: 100e6, commit: 50, reserve: 0.05, whenFull: "drop-oldest" };

const event = (n: number): WireEvent => ({
  kind: "gap",
  at: start,
  id: `event-${n}`,
  device: "node",
  variable: "readings",
  startAt: start,
  endAt: start,
  count: n,
  reason: "test",
  estimated: false,
});

/** A value that only this reading has, so that a doubled or displaced one shows. */
const madeValue = (boot: string, seq: number): number => Number(boot.split("-")[0]) * 1e9 + seq;

/** A spool in simulated time with what the test gave it and what was promised. */
export class SpoolBench {
  readonly sim = new SimDisk();
  readonly scheduler = new SimScheduler(start, settled);
  readonly lost: Lost[] = [];
  readonly promised: Record<Stream, Map<string, Intervals>> = { readings: new Map(), events: new Map() };
  readonly given: Record<Stream, Map<string, number>> = { readings: new Map(), events: new Map() };
  /** Puts an event into the spool for each loss, as a gateway does. */
  recordsLosses = false;
  spool!: Spool;
  boot = "";
  #opened = 0;

  readonly #config: SpoolConfig;
  readonly #wrap: (disk: Disk) => Disk;

  constructor(config: SpoolConfig = roomy, wrap: (disk: Disk) => Disk = (disk) => disk) {
    this.#config = config;
    this.#wrap = wrap;
  }

  async open(): Promise<void> {
    const [disk, rng] = [this.#wrap(this.sim.mount()), seededRng(this.#opened++)];
    const opening = Spool.open({
      disk,
      rng,
      clocks: this.scheduler.clocks(),
      config: this.#config,
      dictionary: () => dictionary,
      onLost: (lost) => {
        this.lost.push(lost);
        if (this.recordsLosses) this.appendEvents(1);
      },
    });
    this.spool = await opening;
    this.lost.push(...this.spool.inheritance.lost);
    this.boot = bootKey(this.spool.boot);
  }

  next(stream: Stream): number {
    return this.given[stream].get(this.boot) ?? 0;
  }

  append(count: number): void {
    const first = this.next("readings");
    const buffer = new ColumnBuffer();
    for (let i = 0; i < count; i++) {
      const measuredAt = this.scheduler.now + i;
      const value = madeValue(this.boot, first + i);
      buffer.push({ variable: (first + i) % 3, measuredAt, value, quality: 0, reasons: [], origin: "measured" });
    }
    this.given.readings.set(this.boot, first + count);
    this.spool.append(buffer.take(first), { measured: first + count, folded: 0, superseded: 0 });
    this.#watch("readings", first, first + count - 1);
  }

  appendEvents(count: number): void {
    const first = this.next("events");
    this.given.events.set(this.boot, first + count);
    this.spool.appendEvents(
      first,
      Array.from({ length: count }, (_, i) => event(first + i)),
    );
    this.#watch("events", first, first + count - 1);
  }

  #watch(stream: Stream, lo: number, hi: number): void {
    const boot = this.boot;
    void this.spool.committed().then(() => {
      const set = this.promised[stream].get(boot) ?? new Intervals();
      set.add(lo, hi);
      this.promised[stream].set(boot, set);
    });
  }

  async advance(span: number): Promise<void> {
    await this.scheduler.advance(span);
  }

  /** Every reading that can be read, by boot: its sequences in the order they came. */
  async readAll(): Promise<Map<string, number[]>> {
    const all = new Map<string, number[]>();
    for (const boot of this.spool.boots("readings")) {
      const sequences: number[] = [];
      for (const [lo, hi] of this.spool.held("readings", boot).ranges) {
        for (let at = lo; at <= hi; ) at = await this.#readSome(boot, [at, hi], sequences);
      }
      if (sequences.length > 0) all.set(boot, sequences);
    }
    return all;
  }

  async #readSome(boot: string, [at, hi]: readonly [number, number], sequences: number[]): Promise<number> {
    const batches: readonly ReadingBatch[] = (await this.spool.readings(boot, at)) ?? [];
    for (const batch of batches) {
      const wrong = [...batch.value].findIndex((value, i) => value !== madeValue(boot, batch.firstSeq + i));
      if (wrong >= 0) throw new Error(`reading ${batch.firstSeq + wrong} of ${boot} is ${batch.value[wrong]}`);
      for (let i = 0; i < batch.length; i++) if (batch.firstSeq + i <= hi) sequences.push(batch.firstSeq + i);
    }
    return Math.max(at + 1, ...batches.map((one) => one.firstSeq + one.length));
  }
}
