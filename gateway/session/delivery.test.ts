import { describe, expect, test } from "vitest";
import { bootKey } from "../../core/ids.ts";
import type { WireEvent } from "../../core/wire/events.ts";
import { DeliveryBench } from "../../test/support/delivery-bench.ts";

const totals = (bench: DeliveryBench) => bench.delivery.books().find(({ current }) => current)!.readings;

const alarm = (id: string): WireEvent => ({
  kind: "boot-closed",
  id,
  at: 0,
  boot: "1-0000000000000000",
  lastSeq: -1,
  lastEventSeq: -1,
});

describe("delivery", () => {
  test("sends live and ingest confirms all of it, nothing twice", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    for (let i = 0; i < 20; i++) {
      bench.record();
      await bench.scheduler.advance(500);
    }
    await bench.scheduler.advance(3000);
    expect(totals(bench)).toEqual({ assigned: 80, durable: 80, refused: 0, gap: 0, inFlight: 0, unexplained: 0 });
    expect(bench.ingest.messages).toEqual({ live: 60, history: 0, events: 0 });
    expect(bench.ingest.faults).toEqual([]);
  });

  test("live data does not wait for disk or for ingest", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    bench.ingest.storeIsDead = true;
    bench.disk.setCapacity(0);
    bench.record();
    await bench.scheduler.advance(4);
    expect(bench.ingest.messages.live).toBe(3);
  });

  test("after a partition the missing part goes as history, with the same numbers", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    bench.network.cut("gateway");
    for (let i = 0; i < 30; i++) {
      bench.record();
      await bench.scheduler.advance(1000);
    }
    bench.network.heal("gateway");
    await bench.scheduler.advance(90_000);
    expect(totals(bench)).toMatchObject({ assigned: 120, durable: 120, unexplained: 0 });
    expect(bench.ingest.messages.history).toBeGreaterThan(0);
    expect(bench.ingest.faults).toEqual([]);
  });

  test("a dead store costs no re-sends while it is dead, and nothing in the end", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    bench.ingest.storeIsDead = true;
    for (let i = 0; i < 120; i++) {
      bench.record();
      await bench.scheduler.advance(1000);
    }
    expect(bench.ingest.messages.history).toBeLessThan(10);
    bench.ingest.storeIsDead = false;
    await bench.scheduler.advance(5000);
    bench.record();
    await bench.scheduler.advance(20_000);
    expect(totals(bench)).toMatchObject({ assigned: 484, durable: 484, inFlight: 0 });
  });

  test("an ingest that died with what it had received gets the tail again, although nothing new is read", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    bench.ingest.storeIsDead = true;
    for (let i = 0; i < 10; i++) bench.record(i);
    await bench.scheduler.advance(500);
    bench.ingest.kill();
    await bench.scheduler.advance(2000);
    bench.ingest.storeIsDead = false;
    bench.ingest.start();
    await bench.scheduler.advance(60_000);
    expect(totals(bench)).toMatchObject({ assigned: 40, durable: 40, inFlight: 0 });
  });

  test("a store that forgets is fed again from the spool", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    for (let i = 0; i < 50; i++) {
      bench.record();
      await bench.scheduler.advance(1000);
    }
    bench.ingest.forget(0.3);
    await bench.scheduler.advance(10_000);
    expect(totals(bench)).toMatchObject({ assigned: 200, durable: 200, gap: 0, inFlight: 0, unexplained: 0 });
    expect(bench.ingest.faults).toEqual([]);
  });

  test("events have their own numbers, arrive once, and survive a partition", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    bench.delivery.event([alarm("a"), alarm("b")]);
    await bench.scheduler.advance(2000);
    bench.network.cut("gateway");
    bench.delivery.event([alarm("c")]);
    await bench.scheduler.advance(30_000);
    bench.network.heal("gateway");
    bench.delivery.event([alarm("d")]);
    await bench.scheduler.advance(60_000);
    const shelf = bench.ingest.shelf(bootKey(bench.delivery.boot), "events");
    const ids = [...shelf.contents].sort(([a], [b]) => a - b).map(([, text]) => JSON.parse(text).id);
    expect(ids).toEqual(["a", "b", "c", "d"]);
  });

  test("goes on where it was after a clean stop, with nothing to send again", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    for (let i = 0; i < 5; i++) {
      bench.record();
      await bench.scheduler.advance(1000);
    }
    const closing = bench.delivery.close("clean");
    await bench.scheduler.advance(1000);
    await closing;
    await bench.open();
    bench.record();
    await bench.scheduler.advance(20_000);
    expect(bench.ingest.messages.history).toBe(0);
    expect(bench.delivery.books().every(({ readings, events }) => readings.inFlight + events.inFlight === 0)).toBe(
      true,
    );
  });

  test("issues a nonce at each connection and every five seconds", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    await bench.scheduler.advance(20_000);
    expect(new Set(bench.nonces).size).toBe(5);
  });

  test("a word of ingest that does not verify changes nothing", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    const intruder = await connect(bench);
    const payload = Buffer.from(JSON.stringify({ ingest: "x", generation: 1 }));
    void intruder.publish("homeostat/v1/lowlands/polder/stored", payload, { qos: 0, retain: false });
    await bench.scheduler.advance(100);
    expect(bench.delivery.state().storedRefused).toBe(1);
  });

  test("publishing after the commit never shows ingest what the spool does not have", async () => {
    const bench = new DeliveryBench({ publish: "after-commit" });
    await bench.begin();
    bench.record();
    await bench.scheduler.advance(40);
    expect(bench.ingest.messages.live).toBe(0);
    bench.die("cut");
    await bench.open();
    await bench.scheduler.advance(10_000);
    bench.record();
    await bench.scheduler.advance(3000);
    const assigned = bench.delivery.books().map(({ readings }) => [readings.assigned, readings.durable]);
    expect(assigned.filter(([, durable]) => durable === 4)).toHaveLength(1);
  });
});

async function connect(bench: DeliveryBench) {
  const connecting = bench.network
    .link("other")
    .connect({ clientId: "x", onMessage: () => undefined, onClose: () => undefined });
  await bench.scheduler.advance(10);
  return await connecting;
}
