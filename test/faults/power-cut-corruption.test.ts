import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Intervals } from "../../core/intervals.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { writeAtomically } from "../../core/ports/disk.ts";
import type { Rng } from "../../core/ports/rng.ts";
import { seededRng } from "../../core/sim/rng.ts";
import type { WireEvent } from "../../core/wire/events.ts";
import { EngineKeeper } from "../../gateway/host/engine-store.ts";
import { Accounts } from "../../gateway/session/accounts.ts";
import type { SpoolConfig } from "../../gateway/spool/spool.ts";
import { fastDirectory } from "../support/fast-directory.ts";
import { BundledProgram, RunningProgram } from "../support/program.ts";
import { knownDelivery, knownEvent, knownReading, noLink } from "../support/programs/known.ts";
import { recallKnownEngine } from "../support/programs/known-engine.ts";
import { closeBooks, Promises, readEvents, readReadings } from "../support/spool-judge.ts";

const spool: SpoolConfig = { size: 150_000, commit: 1, reserve: 0.2, whenFull: "drop-oldest" };
const mark = 4711;
const rounds = 6;
const perRound = 400;

let home: string;
let template: string;
/** Its boots, the first broken off and the second closed, and what an ingest has of them. */
const boots: string[] = [];
const stored = new Promises();

const open = (directory: string): Promise<Accounts> =>
  Accounts.open(knownDelivery(fileDisk(directory), spool, { sparkplug: noLink, own: noLink }));

beforeAll(async () => {
  home = await fastDirectory("corruption");
  template = join(home, "template");
  await mkdir(template);
  boots.push(await liveAndBreakOff());
  const accounts = await open(template);
  accounts.closeEarlierBoots();
  boots.push(accounts.boot);
  const { counter } = accounts.spool.boot;
  for (let round = 0; round < rounds; round += 1) {
    accounts.record(Array.from({ length: perRound }, (_, i) => knownReading(counter, round * perRound + i)));
    accounts.event([knownEvent(counter, round)]);
    await accounts.spool.committed();
  }
  for (const boot of boots) stored.take([{ is: "stored", boot, readings: [0, 499], events: [0, 1], saidAt: 0 }]);
  await closeBooks(accounts, stored, []);
  await accounts.close();
  const disk = fileDisk(template);
  const { engine } = await recallKnownEngine(disk);
  engine.lastStartAt = mark;
  await new EngineKeeper(engine, disk, systemClocks.io).save();
  await writeAtomically(disk, "bdseq", new TextEncoder().encode("17"));
});
afterAll(async () => rm(home, { recursive: true }));

/** A process of its own fills a spool and ends without a word. */
async function liveAndBreakOff(): Promise<string> {
  await using program = await BundledProgram.make("spool-scenario");
  const orders = { directory: template, spool, rounds, readings: perRound, confirmAfter: rounds, breaksOff: true };
  const running = new RunningProgram({ file: program.file, orders });
  running.begin();
  await running.ended;
  const begun = running.reports.find((report) => report.is === "boot");
  return begun?.boot ?? "";
}

/** Every file of the template. */
async function files(): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(template)) {
    if (name === "spool") found.push(...(await readdir(join(template, name))).map((one) => join(name, one)));
    else found.push(name);
  }
  return found;
}

type Harm = (bytes: Uint8Array) => Uint8Array;

const flip =
  (at: number, bit: number): Harm =>
  (bytes) => {
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    return bytes;
  };
const cut =
  (length: number): Harm =>
  (bytes) =>
    bytes.subarray(0, length);
const zero =
  (from: number, length: number): Harm =>
  (bytes) => {
    bytes.fill(0, from, from + length);
    return bytes;
  };

/** Harm done to one file: in small ones to every byte, in others where heads and footers are and at random places. */
function* harms(size: number, rng: Rng): Generator<readonly [string, Harm]> {
  const somewhere = (): number => Math.floor(rng.next() * size);
  const ends = [0, 4, 8, 12, 16, 24, 40, 60].flatMap((place) => [place, size - 1 - place]);
  const places =
    size <= 600 ? Array.from({ length: size }, (_, i) => i) : [...ends, ...Array.from({ length: 16 }, somewhere)];
  for (const at of places) {
    const bit = Math.floor(rng.next() * 8);
    yield [`flip ${at}.${bit}`, flip(at, bit)];
  }
  const lengths = [0, 1, 39, size - 1, size - 64, ...Array.from({ length: 4 }, somewhere)];
  for (const length of lengths.filter((one) => one >= 0)) yield [`cut to ${length}`, cut(length)];
  yield ["zero all", zero(0, size)];
  for (const from of Array.from({ length: 4 }, somewhere)) yield [`zero from ${from}`, zero(from, 4096)];
}

/** What a start makes of a harmed directory, and everything about it that is wrong. */
async function start(directory: string): Promise<string[]> {
  const faults: string[] = [];
  const { engine, setAside } = await recallKnownEngine(fileDisk(directory));
  if (engine.lastStartAt !== (setAside ? 0 : mark)) faults.push(`engine mark ${engine.lastStartAt}`);
  const accounts = await open(directory);
  if (accounts.spool.boot.counter <= boots.length) faults.push(`boot ${accounts.boot} again`);
  for (const boot of boots) {
    const madeUp = accounts.settled("readings", boot).without(Intervals.of([[0, 499]]));
    if (!madeUp.isEmpty) faults.push(`${JSON.stringify(madeUp.ranges)} of ${boot} taken for stored`);
  }
  const held = new Map<string, Intervals>();
  for (const boot of accounts.spool.boots("readings")) held.set(boot, await readReadings(accounts, boot, faults));
  accounts.closeEarlierBoots();
  await closeBooks(accounts, stored, faults);
  await accounts.spool.committed();
  const events: WireEvent[] = [];
  for (const boot of accounts.spool.boots("events")) events.push(...(await readEvents(accounts, boot, faults)).events);
  for (const boot of boots) checkAccount(boot, held.get(boot) ?? new Intervals(), events, faults);
  await accounts.close();
  return faults;
}

/** What cannot be read is in a gap record; only how far a boot went may be unknown. */
function checkAccount(boot: string, held: Intervals, events: readonly WireEvent[], faults: string[]): void {
  const known = held.clone();
  for (const event of events) {
    if (event.kind === "gap" && event.boot === boot && event.lo !== undefined && event.hi !== undefined)
      known.add(event.lo, event.hi);
    if (event.kind === "boot-closed" && !boots.includes(event.boot))
      faults.push(`closes ${event.boot}, which never was`);
  }
  known.add(0, 499);
  if (known.highest >= rounds * perRound) faults.push(`${boot} up to ${known.highest}`);
  const silent = Intervals.of([[0, known.highest]]).without(known);
  if (!silent.isEmpty) faults.push(`${JSON.stringify(silent.ranges)} of ${boot} are nowhere`);
}

describe("damage to any file of a gateway's directory", () => {
  it("never keeps it from starting, never becomes a value, and is accounted for", async () => {
    const rng = seededRng(12);
    const wrong: string[] = [];
    let cases = 0;
    for (const file of await files()) {
      const { size } = await stat(join(template, file));
      for (const [what, harm] of harms(size, rng)) {
        const directory = join(home, `case-${cases++}`);
        await cp(template, directory, { recursive: true });
        await writeFile(join(directory, file), harm(new Uint8Array(await readFile(join(directory, file)))));
        const faults = await start(directory).catch((error: unknown) => [`does not start: ${String(error)}`]);
        wrong.push(...faults.map((fault) => `${file} ${what}: ${fault}`));
        await rm(directory, { recursive: true });
      }
    }
    expect(wrong).toEqual([]);
    expect(cases).toBeGreaterThan(500);
  });

  it("does not matter where there is none", async () => {
    const directory = join(home, "sound");
    await cp(template, directory, { recursive: true });
    expect(await start(directory)).toEqual([]);
  });
});
