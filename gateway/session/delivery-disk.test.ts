import { describe, expect, test } from "vitest";
import { AppError } from "../../core/errors.ts";
import { bootKey } from "../../core/ids.ts";
import type { Disk } from "../../core/ports/disk.ts";
import { presenceSchema } from "../../core/wire/presence.ts";
import { ownTopics } from "../../core/wire/topics.ts";
import { DeliveryBench } from "../../test/support/delivery-bench.ts";

const totals = (bench: DeliveryBench) => bench.delivery.books().find(({ current }) => current)!.readings;

describe("delivery with a disk that fails or a boot that was killed", () => {
  test("a spool that cannot write is said in the presence, and taken back when it can", async () => {
    const bench = new DeliveryBench();
    const said: (string | undefined)[] = [];
    const { presence } = ownTopics("lowlands", "polder");
    const connecting = bench.network.link("watcher").connect({
      clientId: "watcher",
      onMessage: ({ payload }) => said.push(presenceSchema.parse(JSON.parse(Buffer.from(payload).toString())).trouble),
      onClose: () => undefined,
    });
    await bench.scheduler.advance(100);
    void (await connecting).subscribe([{ topic: presence, qos: 1 }]);
    await bench.begin();
    expect(said).toEqual([undefined]);
    bench.disk.setCapacity(0);
    bench.record();
    await bench.scheduler.advance(3_000);
    expect(said).toEqual([undefined, expect.stringContaining("no space left")]);
    bench.disk.setCapacity(1e9);
    bench.record();
    await bench.scheduler.advance(10_000);
    expect(said.slice(2)).toEqual([undefined]);
  });

  test("opens although the disk takes no event, so that control and live data go on", async () => {
    const failing = async (): Promise<never> => {
      throw new AppError("disk-failed", "input/output error");
    };
    const withoutEvents = (disk: Disk): Disk => ({
      ...disk,
      open: async (path) => (path.includes("events-") ? await failing() : await disk.open(path)),
    });
    const bench = new DeliveryBench({}, withoutEvents);
    await bench.begin();
    bench.record();
    bench.die("kill");
    await bench.open();
    await bench.scheduler.advance(2000);
    bench.record();
    await bench.scheduler.advance(2000);
    expect(bench.delivery.state().spool.failure).toContain("input/output error");
    expect(bench.ingest.messages.live).toBeGreaterThanOrEqual(3);
  });

  test("after a kill the old boot is drained, closed, and the time between is an estimated gap", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    bench.network.cut("ingest");
    for (let i = 0; i < 20; i++) {
      bench.record();
      await bench.scheduler.advance(1000);
    }
    const first = bootKey(bench.delivery.boot);
    bench.die("kill");
    await bench.scheduler.advance(10_000);
    bench.network.heal("ingest");
    await bench.open();
    await bench.scheduler.advance(30_000);
    const books = bench.delivery.books();
    expect(books.map(({ boot, readings }) => [boot === first, readings.assigned, readings.durable])).toEqual([
      [false, 0, 0],
      [true, 80, 80],
    ]);
    const closed = [...bench.ingest.shelf(bootKey(bench.delivery.boot), "events").contents.values()].map((text) =>
      JSON.parse(text),
    );
    expect(closed).toMatchObject([
      { kind: "boot-closed", boot: first, lastSeq: 79 },
      { kind: "gap", reason: "restart", estimated: true, count: expect.any(Number) },
    ]);
    expect(closed[1].count).toBeGreaterThan(30);
    expect(closed[1].count).toBeLessThan(60);
  });

  test("a full spool drops the oldest with a gap record that closes its numbers", async () => {
    const bench = new DeliveryBench({ spool: { size: 80_000, commit: 50, reserve: 0.1, whenFull: "drop-oldest" } });
    await bench.begin();
    bench.network.cut("gateway");
    for (let i = 0; i < 40; i++) {
      for (let j = 0; j < 30; j++) bench.record(j);
      await bench.scheduler.advance(1000);
    }
    bench.network.heal("gateway");
    await bench.scheduler.advance(120_000);
    const { assigned, durable, gap, inFlight, unexplained } = totals(bench);
    expect([assigned, inFlight, unexplained]).toEqual([4800, 0, 0]);
    expect(gap).toBeGreaterThan(1000);
    expect(durable + gap).toBe(4800);
    const recorded = bench.ingest.gaps.reduce((sum, event) => sum + (event.kind === "gap" ? event.count : 0), 0);
    expect(recorded).toBe(gap);
  });

  test("a segment that vanished becomes a gap record, once ingest says that it has not got it either", async () => {
    const bench = new DeliveryBench({ spool: { size: 100_000, commit: 50, reserve: 0.1, whenFull: "drop-oldest" } });
    await bench.begin();
    bench.network.cut("gateway");
    for (let i = 0; i < 40; i++) {
      for (let j = 0; j < 20; j++) bench.record(j);
      await bench.scheduler.advance(1000);
    }
    const boot = bootKey(bench.delivery.boot);
    bench.die("kill");
    const victim = bench.disk.paths().filter((path) => path.includes("readings-"))[1]!;
    await bench.disk.mount().unlink(victim);
    bench.network.heal("gateway");
    await bench.open();
    await bench.scheduler.advance(120_000);
    const { assigned, durable, gap, inFlight, unexplained } = bench.delivery
      .books()
      .find((one) => one.boot === boot)!.readings;
    expect([assigned, inFlight, unexplained]).toEqual([3200, 0, 0]);
    expect(gap).toBeGreaterThan(100);
    expect(durable + gap).toBe(3200);
    const records = bench.ingest.gaps.filter(
      (one) => one.kind === "gap" && one.reason === "neither stored nor in the spool",
    );
    expect(records).toHaveLength(1);
  });
});
