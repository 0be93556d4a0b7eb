import fc from "fast-check";
import { expect, test } from "vitest";
import { bootKey } from "../../core/ids.ts";
import { Intervals } from "../../core/intervals.ts";
import type { Disk, DiskFile } from "../../core/ports/disk.ts";
import type { Stored } from "../../core/wire/stored.ts";
import { DeliveryBench } from "../../test/support/delivery-bench.ts";

const kinds = [
  "cutGateway",
  "healGateway",
  "cutIngest",
  "healIngest",
  "killIngest",
  "startIngest",
  "deadStore",
  "liveStore",
  "stopBroker",
  "startBroker",
  "kill",
  "powerCut",
  "forget",
] as const;

interface Step {
  readonly kind: (typeof kinds)[number] | "record" | "advance";
  readonly amount: number;
}

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("record" as const), amount: fc.integer({ min: 1, max: 30 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("advance" as const), amount: fc.constantFrom(7, 60, 1100, 12_000) }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom(...kinds), amount: fc.nat(100) }) },
);

/** Plays a story and remembers what the spool promised to keep. */
class Story {
  readonly bench: DeliveryBench;
  readonly promised = new Map<string, Intervals>();
  #ingestLives = true;
  #next = 0;

  constructor(bench: DeliveryBench) {
    this.bench = bench;
  }

  async play(steps: readonly Step[]): Promise<void> {
    await this.bench.begin();
    for (const one of steps) await this.#step(one);
    const { network, ingest, scheduler } = this.bench;
    network.heal("gateway");
    network.heal("ingest");
    network.startBroker();
    ingest.storeIsDead = false;
    if (!this.#ingestLives) ingest.start();
    await scheduler.advance(300_000);
  }

  async #step({ kind, amount }: Step): Promise<void> {
    const { bench } = this;
    const { network, ingest, scheduler } = bench;
    switch (kind) {
      case "record":
        return this.#record(amount);
      case "advance":
        return await scheduler.advance(amount);
      case "cutGateway":
        return network.cut("gateway");
      case "healGateway":
        return network.heal("gateway");
      case "cutIngest":
        return network.cut("ingest");
      case "healIngest":
        return network.heal("ingest");
      case "deadStore":
      case "liveStore":
        ingest.storeIsDead = kind === "deadStore";
        return;
      case "stopBroker":
        return network.stopBroker();
      case "startBroker":
        return network.startBroker();
      case "forget":
        return ingest.forget(amount / 100);
      case "killIngest":
      case "startIngest":
        return this.#ingest(kind === "startIngest");
      case "kill":
      case "powerCut":
        bench.die(kind === "kill" ? "kill" : "cut", amount);
        return await bench.open();
    }
  }

  #ingest(lives: boolean): void {
    if (lives === this.#ingestLives) return;
    this.#ingestLives = lives;
    if (lives) this.bench.ingest.start();
    else this.bench.ingest.kill();
  }

  #record(count: number): void {
    for (let i = 0; i < count; i++) this.bench.record(this.#next++ % 1000);
    const { delivery } = this.bench;
    const boot = bootKey(delivery.boot);
    const highest = (delivery.books().find((one) => one.boot === boot)?.readings.assigned ?? 0) - 1;
    void delivery.committed().then(() => {
      const promised = this.promised.get(boot) ?? new Intervals();
      promised.add(0, highest);
      this.promised.set(boot, promised);
    });
  }

  /** What ingest does not have although the spool had promised to keep it. */
  missing(): string[] {
    return [...this.promised].flatMap(([boot, promised]) => {
      const missing = promised.clone();
      for (const seq of this.bench.ingest.shelf(boot, "readings").contents.keys()) missing.remove(seq, seq);
      return missing.ranges.map(([lo, hi]) => `${boot} ${lo}-${hi}`);
    });
  }
}

const steps = fc.array(step, { minLength: 5, maxLength: 30 });

test("whatever breaks, in the end every number is stored once, and the books say so", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const story = new Story(new DeliveryBench());
      await story.play(given);
      expect(story.bench.ingest.faults).toEqual([]);
      expect(story.missing()).toEqual([]);
      for (const { unexplained, readings, events } of story.bench.delivery.books()) {
        expect([unexplained, readings.unexplained, readings.inFlight, events.unexplained, events.inFlight]).toEqual([
          0, 0, 0, 0, 0,
        ]);
        expect(readings.durable + readings.gap).toBe(readings.assigned);
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

const withFault = async (make: () => DeliveryBench): Promise<void> => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 30 }), async (given) => {
    const story = new Story(make());
    await story.play(given);
    expect(story.missing()).toEqual([]);
  });
  await fc.assert(property, { numRuns: 100, endOnFailure: true });
};

test("the same story catches a disk whose sync does nothing", async () => {
  const bare = (file: DiskFile): DiskFile => ({
    get size() {
      return file.size;
    },
    append: (bytes) => file.append(bytes),
    read: (offset, length) => file.read(offset, length),
    sync: async () => undefined,
    truncate: (size) => file.truncate(size),
    close: () => file.close(),
  });
  const lazy = (disk: Disk): Disk => ({ ...disk, open: async (path) => bare(await disk.open(path)) });
  await expect(withFault(() => new DeliveryBench({}, lazy))).rejects.toThrow();
});

test("the same story catches a gateway that takes anything for an acknowledgement", async () => {
  const early = (stored: Stored): Stored => ({
    ...stored,
    boots: Object.fromEntries(
      Object.entries(stored.boots).map(([boot, said]) => [
        boot,
        { ...said, durable: [[0, 1_000_000] as [number, number]] },
      ]),
    ),
  });
  const make = (): DeliveryBench => {
    const bench = new DeliveryBench();
    bench.read = early;
    return bench;
  };
  await expect(withFault(make)).rejects.toThrow();
});
