import { AppError } from "../../../../core/errors.ts";
import { bootKey } from "../../../../core/ids.ts";
import { systemClocks } from "../../../../core/io/clock.ts";
import { fileDisk } from "../../../../core/io/disk.ts";
import { sleep } from "../../../../core/ports/clock.ts";
import type { Disk } from "../../../../core/ports/disk.ts";
import type { Link, LinkOptions } from "../../../../core/ports/link.ts";
import type { Rng } from "../../../../core/ports/rng.ts";
import { seededRng } from "../../../../core/sim/rng.ts";
import { bdSeqOf } from "../../../../core/sparkplug/certificates.ts";
import { decodePayload } from "../../../../core/sparkplug/decode.ts";
import { ownTopics } from "../../../../core/wire/topics.ts";
import { EngineKeeper } from "../../../../gateway/host/engine-store.ts";
import { type Delivery, openDelivery } from "../../../../gateway/session/delivery.ts";
import type { SpoolConfig } from "../../../../gateway/spool/spool.ts";
import { knownDelivery, knownEvent, knownReading, type Planted, planted } from "../known.ts";
import { recallKnownEngine } from "../known-engine.ts";
import { orders, report, waitForStart } from "../report.ts";

/** What this program is told. */
interface Orders {
  readonly directory: string;
  readonly seed: number;
  readonly spool: SpoolConfig;
  readonly fault?: Planted;
  /** Does nothing but keep its engine's snapshot. */
  readonly engineOnly?: boolean;
}

const { directory, seed, spool, fault, engineOnly } = orders<Orders>();
const stored = ownTopics("lowlands", "polder").stored;

/** A broker that takes everything; what it is connected with stays at hand. */
function takingLink(onConnect: (options: LinkOptions) => void): Link {
  return {
    connect: async (options) => {
      onConnect(options);
      return {
        publish: async () => undefined,
        subscribe: async () => undefined,
        bufferedBytes: 0,
        close: async () => undefined,
      };
    },
  };
}

function sayBdSeq({ will }: LinkOptions): void {
  const payload = decodePayload(will?.payload ?? new Uint8Array(0));
  const number = payload.ok ? bdSeqOf(payload.value) : undefined;
  if (number !== undefined) report({ is: "bdseq", number });
}

/** Records, notes events and has them confirmed, as fast as a seeded hand does, and says what became durable. */
async function deliver(delivery: Delivery, rng: Rng, confirm: (payload: Uint8Array) => void): Promise<never> {
  const boot = bootKey(delivery.boot);
  const { counter } = delivery.boot;
  const numbers = { readings: 0, events: 0 };
  const durable = { readings: -1, events: -1 };
  for (;;) {
    const count = 1 + Math.floor(rng.next() * 200);
    delivery.record(Array.from({ length: count }, (_, i) => knownReading(counter, numbers.readings + i)));
    numbers.readings += count;
    if (rng.next() < 0.3) delivery.event([knownEvent(counter, numbers.events++)]);
    const books = delivery.books().find(({ current }) => current);
    const [readings, events] = [(books?.readings.assigned ?? 0) - 1, (books?.events.assigned ?? 0) - 1];
    void delivery.committed().then(() => {
      report({ is: "durable", boot, readings, events });
      Object.assign(durable, { readings, events });
    });
    if (rng.next() < 0.05 && durable.readings > 0 && durable.events > 0) confirm(confirmation(boot, durable));
    await sleep(systemClocks.io, rng.next() * 6);
  }
}

/** Ingest has the older half of what is durable here. */
function confirmation(boot: string, durable: { readings: number; events: number }): Uint8Array {
  const readings = [0, Math.floor(durable.readings / 2)] as const;
  const events = [0, Math.floor(durable.events / 2)] as const;
  report({ is: "stored", boot, readings, events });
  const said = { durable: [readings], seen: -1, refused: [] };
  const boots = { [boot]: { ...said, events: { durable: [events], seen: -1, refused: [] } } };
  return new TextEncoder().encode(JSON.stringify({ ingest: "test", generation: 1, boots }));
}

async function keepEngine(disk: Disk): Promise<never> {
  const { engine } = await recallKnownEngine(disk);
  const keeper = new EngineKeeper(engine, disk, systemClocks.io);
  for (;;) {
    engine.lastStartAt += 1;
    const mark = engine.lastStartAt;
    await keeper.save();
    if (keeper.trouble === undefined) report({ is: "engine", mark });
    await sleep(systemClocks.io, 10);
  }
}

async function live(): Promise<void> {
  const disk = planted(fileDisk(directory), fault);
  let confirm = (_payload: Uint8Array): void => undefined;
  const own = takingLink(({ onMessage }) => {
    confirm = (payload) => onMessage({ topic: stored, payload, retained: false });
  });
  if (engineOnly === true) return await keepEngine(disk);
  keepEngine(disk).catch(outlive);
  const delivery = await openDelivery(knownDelivery(disk, spool, { sparkplug: takingLink(sayBdSeq), own }));
  report({ is: "boot", boot: bootKey(delivery.boot) });
  await deliver(delivery, seededRng(seed), (payload) => confirm(payload));
}

/** Without its disk a gateway cannot open; it lives on here so that its end is the test's. */
function outlive(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
  report({ is: "trouble", what: error.message });
  setInterval(() => undefined, 1000);
}

waitForStart();
await live().catch(outlive);
