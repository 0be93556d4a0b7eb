import { describe, expect, test } from "vitest";
import { bootKey } from "../../core/ids.ts";
import { Intervals } from "../../core/intervals.ts";
import { roomy, SpoolBench } from "../../test/support/spool-bench.ts";

describe("spool", () => {
  test("gives back what was appended, across segments and boots", async () => {
    const bench = new SpoolBench({ ...roomy, size: 2e6 });
    await bench.open();
    for (let i = 0; i < 40; i++) {
      bench.append(500);
      await bench.advance(60);
    }
    const first = bench.boot;
    expect(bench.sim.paths().length).toBeGreaterThan(3);
    await bench.spool.close();
    await bench.open();
    bench.append(7);
    await bench.advance(60);
    const all = await bench.readAll();
    expect(all.get(first)).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
    expect(all.get(bench.boot)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(bench.lost).toEqual([]);
  });

  test("resolves committed only after a sync, within the commit time", async () => {
    const bench = new SpoolBench();
    await bench.open();
    bench.append(1);
    const syncs = bench.sim.syncs;
    let resolved = false;
    void bench.spool.committed().then(() => {
      resolved = true;
    });
    await bench.advance(49);
    expect(resolved).toBe(false);
    await bench.advance(1);
    expect(resolved).toBe(true);
    expect(bench.sim.syncs).toBe(syncs + 1);
  });

  test("syncs events at once, with the readings that wait", async () => {
    const bench = new SpoolBench({ ...roomy, commit: 1000 });
    await bench.open();
    bench.append(3);
    bench.appendEvents(1);
    await bench.advance(0);
    expect(bench.promised.events.get(bench.boot)?.count).toBe(1);
    bench.sim.crash();
    const crashed = bench.boot;
    await bench.open();
    expect((await bench.spool.events(crashed, 0))?.[0]?.events[0]?.id).toBe("event-0");
    expect(bench.spool.held("readings", crashed).count).toBe(3);
  });

  test("counts boots upward with a fresh salt, also when the counter file is lost", async () => {
    const bench = new SpoolBench();
    await bench.open();
    bench.append(1);
    await bench.advance(60);
    const first = bench.spool.boot;
    bench.sim.kill();
    bench.sim.corrupt("boot", () => new Uint8Array(5));
    await bench.open();
    expect(bench.spool.boot.counter).toBe(first.counter + 1);
    expect(bench.spool.boot.salt).not.toBe(first.salt);
    expect(bench.spool.inheritance.unclosed).toEqual([bootKey(first)]);
  });

  test("lists a boot as unclosed until its end was noted", async () => {
    const bench = new SpoolBench();
    const boots: string[] = [];
    for (let i = 0; i < 3; i++) {
      await bench.open();
      boots.push(bench.boot);
      bench.sim.crash();
    }
    await bench.open();
    expect(bench.spool.inheritance.unclosed).toEqual(boots);
    await bench.spool.closedEarlierBoots();
    const last = bench.boot;
    bench.sim.crash();
    await bench.open();
    expect(bench.spool.inheritance.unclosed).toEqual([last]);
  });

  test("remembers when each variable was last measured, also when all else was settled and deleted", async () => {
    const bench = new SpoolBench({ ...roomy, size: 400_000 });
    await bench.open();
    for (let i = 0; i < 60; i++) {
      bench.append(300);
      bench.spool.settle("readings", bench.boot, Intervals.of([[0, bench.next("readings")]]));
      await bench.advance(60);
    }
    const expected = new Map(bench.spool.lastMeasuredAt);
    expect(expected.size).toBe(3);
    bench.sim.crash();
    await bench.open();
    expect(new Map(bench.spool.lastMeasuredAt)).toEqual(expected);
    bench.sim.crash();
    await bench.open();
    expect(new Map(bench.spool.lastMeasuredAt)).toEqual(expected);
  });
});

describe("space", () => {
  test("a full spool drops the oldest, says exactly which, and stays under its size", async () => {
    const bench = new SpoolBench({ ...roomy, size: 600_000 });
    await bench.open();
    for (let i = 0; i < 80; i++) {
      bench.append(1000);
      await bench.advance(60);
      expect(bench.spool.size).toBeLessThan(640_000);
    }
    const gone = new Intervals();
    for (const { ranges, reason } of bench.lost) {
      expect(reason).toBe("spool full");
      for (const [lo, hi] of ranges) gone.add(lo, hi);
    }
    const held = bench.spool.held("readings", bench.boot);
    expect(gone.count).toBeGreaterThan(0);
    expect(gone.count + held.count).toBe(80_000);
    expect(gone.ranges).toEqual([[0, (held.ranges[0]?.[0] ?? 0) - 1]]);
  });

  test("a gap record that making room asks for is on disk before its segment is gone", async () => {
    const bench = new SpoolBench({ ...roomy, size: 600_000 });
    bench.recordsLosses = true;
    await bench.open();
    for (let i = 0; i < 60; i++) {
      bench.append(1000);
      await bench.advance(60);
      expect(bench.promised.events.get(bench.boot)?.count ?? 0).toBe(bench.lost.length);
    }
    expect(bench.lost.length).toBeGreaterThan(3);
  });

  test("settled segments stay until space asks, and go before unsettled ones", async () => {
    const bench = new SpoolBench({ ...roomy, size: 600_000 });
    await bench.open();
    for (let i = 0; i < 20; i++) {
      bench.append(1000);
      await bench.advance(60);
    }
    bench.spool.settle("readings", bench.boot, Intervals.of([[10_000, 19_999]]));
    await bench.advance(121_000);
    expect(bench.spool.held("readings", bench.boot).count).toBe(20_000);
    for (let i = 0; i < 15; i++) {
      bench.append(1000);
      await bench.advance(60);
    }
    expect(bench.lost).toEqual([]);
    expect(bench.spool.held("readings", bench.boot).covers(0, 7_000)).toBe(true);
    expect(bench.spool.held("readings", bench.boot).count).toBeLessThan(35_000);
  });

  test("a disk that others filled is helped by the oldest segment; all is accounted for", async () => {
    const bench = new SpoolBench({ ...roomy, size: 1e6 });
    await bench.open();
    for (let i = 0; i < 20; i++) {
      bench.append(1000);
      await bench.advance(60);
    }
    bench.sim.setCapacity(bench.spool.size + 2000);
    for (let i = 0; i < 10; i++) {
      bench.append(1000);
      await bench.advance(2000);
    }
    expect(bench.spool.failure).toBeUndefined();
    const gone = bench.lost.flatMap(({ ranges }) => [...ranges]);
    const held = bench.spool.held("readings", bench.boot);
    expect(Intervals.of(gone).count + held.count).toBe(30_000);
    expect(bench.promised.readings.get(bench.boot)?.count).toBe(30_000);
  });

  test("a start on a full disk gives up the oldest readings rather than not to start", async () => {
    const bench = new SpoolBench({ ...roomy, size: 1e6 });
    await bench.open();
    for (let i = 0; i < 20; i++) {
      bench.append(1000);
      await bench.advance(60);
    }
    const boot = bench.boot;
    await bench.spool.close();
    bench.sim.setCapacity(bench.spool.size);
    await bench.open();
    bench.append(5);
    await bench.advance(3000);
    const gone = Intervals.of(bench.lost.flatMap(({ ranges }) => ranges));
    const held = bench.spool.held("readings", boot);
    expect(held.count + gone.count).toBe(20_000);
  });

  test("a disk that takes nothing is said, and everything is written when it recovers", async () => {
    const bench = new SpoolBench();
    await bench.open();
    bench.sim.setCapacity(0);
    for (let i = 0; i < 5; i++) {
      bench.append(100);
      await bench.advance(500);
    }
    expect(bench.spool.failure).toContain("no space left");
    bench.sim.setCapacity(1e9);
    await bench.advance(2000);
    expect(bench.spool.failure).toBeUndefined();
    expect((await bench.readAll()).get(bench.boot)).toHaveLength(500);
  });
});

describe("a failed sync", () => {
  test("is never retried on its file: the same readings go into a new segment", async () => {
    const bench = new SpoolBench();
    await bench.open();
    bench.append(10);
    await bench.advance(60);
    bench.append(10);
    bench.sim.failSyncs(1);
    await bench.advance(60);
    expect(bench.promised.readings.get(bench.boot)?.count).toBe(20);
    expect(bench.sim.paths().filter((path) => path.includes("readings"))).toHaveLength(2);
    bench.sim.crash();
    const crashed = bench.boot;
    await bench.open();
    expect((await bench.readAll()).get(crashed)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
});
