import { bootKey, parseBootKey } from "../../core/ids.ts";
import { Intervals } from "../../core/intervals.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { sleep } from "../../core/ports/clock.ts";
import type { Reading } from "../../core/reading.ts";
import type { GapEvent, WireEvent } from "../../core/wire/events.ts";
import type { Stored } from "../../core/wire/stored.ts";
import { Accounts } from "../../gateway/session/accounts.ts";
import { rowOf } from "../../gateway/spool/columns.ts";
import type { Stream } from "../../gateway/spool/segment.ts";
import type { SpoolConfig } from "../../gateway/spool/spool.ts";
import { knownDelivery, knownReading, noLink } from "./programs/known.ts";
import { recallKnownEngine } from "./programs/known-engine.ts";
import type { Report } from "./programs/report.ts";

type Numbers = Readonly<Record<Stream, Intervals>>;
const streams: readonly Stream[] = ["readings", "events"];
const none = (): Numbers => ({ readings: new Intervals(), events: new Intervals() });
const longestOpen = 5_000;

/** Everything that was called durable on one disk, in the order in which it was said. */
export class Promises {
  readonly durable = new Map<string, Numbers>();
  readonly stored = new Map<string, Numbers>();
  readonly #counters: number[] = [];
  readonly #said: Report[] = [];
  #engine: number | undefined;
  #bdSeq: number | undefined;
  /** What was said that could not be true whatever the disk holds. */
  readonly faults: string[] = [];

  get lastCounter(): number {
    return this.#counters.at(-1) ?? 0;
  }

  get engine(): number | undefined {
    return this.#engine;
  }

  get bdSeq(): number | undefined {
    return this.#bdSeq;
  }

  /** How many readings are promised in all. */
  get count(): number {
    return [...this.durable.values()].reduce((sum, { readings }) => sum + readings.count, 0);
  }

  /** The same promises, to which more may be added. */
  clone(): Promises {
    const copy = new Promises();
    copy.take(this.#said);
    return copy;
  }

  take(reports: readonly Report[]): void {
    this.#said.push(...reports);
    for (const one of reports) this.#takeOne(one);
  }

  #takeOne(one: Report): void {
    if (one.is === "boot") {
      const { counter = 0 } = parseBootKey(one.boot) ?? {};
      if (counter <= this.lastCounter) this.faults.push(`boot ${one.boot} follows boot ${this.lastCounter}`);
      this.#counters.push(counter);
    } else if (one.is === "durable") {
      add(this.durable, one.boot, { readings: [0, one.readings], events: [0, one.events] });
    } else if (one.is === "stored") {
      add(this.stored, one.boot, one);
    } else if (one.is === "engine") {
      if (one.mark <= (this.#engine ?? 0)) this.faults.push(`engine mark ${one.mark} follows ${this.#engine}`);
      this.#engine = one.mark;
    } else if (one.is === "bdseq") {
      if (one.number <= (this.#bdSeq ?? -1)) this.faults.push(`bdSeq ${one.number} follows ${this.#bdSeq}`);
      this.#bdSeq = one.number;
    }
  }
}

function add(
  map: Map<string, Numbers>,
  boot: string,
  ranges: Readonly<Record<Stream, readonly [number, number]>>,
): void {
  const numbers = map.get(boot) ?? none();
  for (const stream of streams) numbers[stream].add(...ranges[stream]);
  map.set(boot, numbers);
}

/** What was found on a disk, and every way in which that breaks a promise. */
export interface Verdict {
  readonly faults: readonly string[];
  /** Milliseconds until it could work. */
  readonly opened: number;
  readonly readings: number;
  /** Gap records found in the spool. */
  readonly gaps: readonly GapEvent[];
}

/**
 * Starts a gateway's accounts on a directory after a fault, as a restart does, and holds what is there against the promises. Numbers
 * may be missing where an ingest has them; `mayDrop` also where a gap record in the spool itself says that space ran out.
 */
export async function judge(
  directory: string,
  promises: Promises,
  { spool, mayDrop = false }: { readonly spool: SpoolConfig; readonly mayDrop?: boolean },
): Promise<Verdict> {
  const disk = fileDisk(directory);
  const faults = [...promises.faults];
  if (promises.engine !== undefined) {
    const { engine, setAside } = await recallKnownEngine(disk);
    if (setAside || engine.lastStartAt < promises.engine)
      faults.push(`engine mark ${engine.lastStartAt} after ${promises.engine}`);
  }
  if (promises.bdSeq !== undefined) {
    const kept = Number(new TextDecoder().decode(await disk.read("bdseq")));
    if (!(kept >= promises.bdSeq)) faults.push(`bdSeq ${kept} after ${promises.bdSeq}`);
  }
  const begun = performance.now();
  const accounts = await Accounts.open(knownDelivery(disk, spool, { sparkplug: noLink, own: noLink }));
  const opened = performance.now() - begun;
  if (opened > longestOpen) faults.push(`opened after ${Math.round(opened)} ms`);
  const { counter } = accounts.spool.boot;
  if (counter <= promises.lastCounter) faults.push(`boot counter ${counter} after ${promises.lastCounter}`);
  const { held, gaps } = await readEverything(accounts, faults);
  compare(promises, held, mayDrop ? gaps : [], faults);
  accounts.closeEarlierBoots();
  await closeBooks(accounts, promises, faults);
  await goOn(accounts, counter, faults);
  await accounts.close();
  let readings = 0;
  for (const numbers of held.values()) readings += numbers.readings.count;
  return { faults, opened, readings, gaps };
}

async function readEverything(
  accounts: Accounts,
  faults: string[],
): Promise<{ held: Map<string, Numbers>; gaps: GapEvent[] }> {
  const held = new Map<string, Numbers>();
  const { spool } = accounts;
  for (const boot of new Set([...spool.boots("readings"), ...spool.boots("events")])) {
    held.set(boot, { readings: await readReadings(accounts, boot, faults), events: new Intervals() });
  }
  const events: WireEvent[] = [];
  for (const boot of spool.boots("events")) {
    const read = await readEvents(accounts, boot, faults);
    held.get(boot)?.events.addAll(read.numbers);
    events.push(...read.events);
  }
  const marks = events.map(({ id }) => id).filter((id) => id.startsWith("mark-"));
  if (new Set(marks).size < marks.length) faults.push("an event is there twice");
  return { held, gaps: events.filter((event) => event.kind === "gap") };
}

/** The numbers of a boot that can be read; each must hold what it was given, and come once. */
export async function readReadings(accounts: Accounts, boot: string, faults: string[]): Promise<Intervals> {
  const { spool } = accounts;
  const { counter = 0 } = parseBootKey(boot) ?? {};
  const paths = spool.dictionary(boot)?.paths ?? [];
  return await walk(accounts, { stream: "readings", boot, faults }, async (at) =>
    ((await spool.readings(boot, at)) ?? []).map((batch): readonly [number, number] => {
      for (let row = 0; row < batch.length; row++) checkReading(rowOf(batch, row, paths), counter, faults);
      return [batch.firstSeq, batch.firstSeq + batch.length - 1];
    }),
  );
}

function checkReading(read: Reading & { seq: number }, counter: number, faults: string[]): void {
  const known = knownReading(counter, read.seq);
  if (read.path === known.path && read.measuredAt === known.measuredAt && read.value === known.value) return;
  faults.push(`reading ${read.seq} of boot ${counter} is ${read.path} ${read.measuredAt} ${read.value}`);
}

/** The events of a boot that can be read. */
export async function readEvents(
  accounts: Accounts,
  boot: string,
  faults: string[],
): Promise<{ readonly numbers: Intervals; readonly events: readonly WireEvent[] }> {
  const events: WireEvent[] = [];
  const numbers = await walk(accounts, { stream: "events", boot, faults }, async (at) =>
    ((await accounts.spool.events(boot, at)) ?? []).map((batch): readonly [number, number] => {
      events.push(...batch.events);
      return [batch.firstSeq, batch.firstSeq + batch.events.length - 1];
    }),
  );
  return { numbers, events };
}

interface Walk {
  readonly stream: Stream;
  readonly boot: string;
  readonly faults: string[];
}

/** Reads on from one held number to the next; what turns out to be damaged is not held any more and is passed by. */
async function walk(
  { spool }: Accounts,
  { stream, boot, faults }: Walk,
  read: (at: number) => Promise<readonly (readonly [number, number])[]>,
): Promise<Intervals> {
  const numbers = new Intervals();
  for (let at = nextHeld(spool.held(stream, boot), 0); at !== undefined; at = nextHeld(spool.held(stream, boot), at)) {
    const ranges = await read(at);
    for (const [lo, hi] of ranges) {
      if (lo < at) faults.push(`${stream} ${lo} of ${boot} comes twice`);
      numbers.add(lo, hi);
      at = hi + 1;
    }
    if (ranges.length === 0) at += 1;
  }
  return numbers;
}

function nextHeld(held: Intervals, from: number): number | undefined {
  const range = held.ranges.find(([, hi]) => hi >= from);
  return range === undefined ? undefined : Math.max(range[0], from);
}

function compare(
  promises: Promises,
  held: ReadonlyMap<string, Numbers>,
  gaps: readonly GapEvent[],
  faults: string[],
): void {
  for (const [boot, promised] of promises.durable) {
    const found = held.get(boot) ?? none();
    const stored = promises.stored.get(boot) ?? none();
    const readings = promised.readings.without(found.readings).without(stored.readings);
    for (const gap of gaps.filter((one) => one.boot === boot)) forgive(readings, gap);
    const events = promised.events.without(found.events).without(stored.events);
    if (!readings.isEmpty) faults.push(`lost readings ${JSON.stringify(readings.ranges)} of ${boot}`);
    if (!events.isEmpty) faults.push(`lost events ${JSON.stringify(events.ranges)} of ${boot}`);
  }
}

function forgive(missing: Intervals, { lo, hi, reason }: GapEvent): void {
  const isSpace = reason === "spool full" || reason === "disk full";
  if (isSpace && lo !== undefined && hi !== undefined) missing.remove(lo, hi);
}

/** An ingest says again what it has; then every number must be explained. */
export async function closeBooks(accounts: Accounts, promises: Promises, faults: string[]): Promise<void> {
  const boots: Record<string, Stored["boots"][string]> = {};
  for (const { boot } of accounts.snapshot()) {
    const { readings, events } = promises.stored.get(boot) ?? none();
    const said = { seen: -1, refused: [] };
    const ranges = (numbers: Intervals) => numbers.ranges.map(([lo, hi]): [number, number] => [lo, hi]);
    boots[boot] = { ...said, durable: ranges(readings), events: { ...said, durable: ranges(events) } };
  }
  accounts.apply({ ingest: "test", generation: 1, boots });
  const unexplained = (): number =>
    accounts
      .snapshot()
      .reduce((sum, one) => sum + one.unexplained + one.readings.unexplained + one.events.unexplained, 0);
  // Gap records of earlier boots are read first.
  for (let waited = 0; unexplained() > 0 && waited < 2_000; waited += 1) await sleep(systemClocks.io, 1);
  if (unexplained() > 0) faults.push(`books: ${unexplained()} unexplained`);
}

/** Whatever happened before, it works now. */
async function goOn(accounts: Accounts, counter: number, faults: string[]): Promise<void> {
  accounts.record(Array.from({ length: 5 }, (_, i) => knownReading(counter, i)));
  await accounts.spool.committed();
  const read = await readReadings(accounts, bootKey(accounts.spool.boot), faults);
  if (!read.covers(0, 4)) faults.push(`a new reading cannot be read: ${accounts.spool.failure}`);
}
