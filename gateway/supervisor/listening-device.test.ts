import { describe, expect, it } from "vitest";
import { z } from "zod";
import { listenBench } from "../../test/support/listen-bench.ts";
import type { Driver } from "../drivers/driver.ts";
import { listen } from "../drivers/listen.ts";
import { longestSilence, pauseAfterLoss } from "./listening.ts";

const start = 1_767_225_600_000;
const source = "made up for this test";

/** Each byte below 200 is a reading of `level`, and of `total` when it is even; the others are refused. */
const talker: Driver = {
  driver: "talker",
  config: z.strictObject({}),
  unasked: true,
  metrics: () => [
    { name: "level", unit: "m", type: "number", writable: false, source },
    { name: "total", unit: "m3", type: "number", writable: false, source, every: 300_000 },
  ],
  open: (_config, context) =>
    listen(context, (bytes, measuredAt) => ({
      batches: [...bytes]
        .filter((value) => value < 200)
        .map((value) =>
          (value % 2 === 0 ? ["level", "total"] : ["level"]).map((point) => {
            return { point, value, quality: "good", reasons: [], measuredAt } as const;
          }),
        ),
      discarded: [...bytes].filter((value) => value >= 200).map(() => ({ bytes: 1, error: { kind: "checksum" } })),
    })),
};

describe("a device that speaks unasked", () => {
  it("is heard without being asked, each batch as it came", async () => {
    const bench = await listenBench(talker, {}, { start });
    await bench.scheduler.advance(10);
    bench.say(Uint8Array.of(1, 2));
    await bench.scheduler.advance(1000);
    expect(bench.samples.map(({ point, value, measuredAt }) => [point, value, measuredAt - start])).toEqual([
      ["level", 1, 11],
      ["level", 2, 11],
      ["total", 2, 11],
    ]);
    expect(bench.told).toEqual([]);
    expect(bench.supervisor.counters()).toMatchObject({
      buses: { line: { opened: 1, answers: 2 } },
      devices: { meter: { reads: 2, readFailures: 0 } },
    });
  });

  it("is refused what fails its check, which is counted and told", async () => {
    const bench = await listenBench(talker, {}, { start });
    await bench.scheduler.advance(10);
    bench.say(Uint8Array.of(201, 7));
    await bench.scheduler.advance(10);
    expect(bench.samples).toMatchObject([{ point: "level", value: 7 }]);
    expect(bench.troubles).toEqual([{ kind: "checksum" }]);
    expect(bench.supervisor.counters()).toMatchObject({
      buses: { line: { lateBytes: 1 } },
      devices: { meter: { readFailures: 1 } },
    });
  });

  it("is bad at once when the line is lost, except what has a new value only now and then, and recovers unaided", async () => {
    const bench = await listenBench(talker, {}, { start });
    await bench.scheduler.advance(10);
    bench.line.unplug();
    await bench.scheduler.advance(10_000);
    const marks = bench.samples.map(({ point, value, reasons }) => [point, value, ...reasons]);
    expect(new Set(marks.map(String))).toEqual(new Set(["level,,comms"]));
    expect(marks.length).toBeLessThan(10);
    bench.line.plug();
    await bench.attach();
    await bench.scheduler.advance(2000);
    bench.say(Uint8Array.of(4));
    await bench.scheduler.advance(10);
    expect(bench.samples.at(-1)).toMatchObject({ point: "total", value: 4, quality: "good" });
    expect(bench.supervisor.counters().buses["line"]).toMatchObject({ opened: 2, lost: 1 });
  });

  it("has its line opened anew after a long silence, and not while it speaks", async () => {
    const bench = await listenBench(talker, {}, { start });
    for (let second = 0; second < 60; second++) {
      await bench.scheduler.advance(1000);
      bench.say(Uint8Array.of(second));
    }
    await bench.scheduler.advance(29_000);
    expect(bench.supervisor.counters().buses["line"]).toMatchObject({ opened: 1, reopened: 0 });
    await bench.scheduler.advance(3000);
    expect(bench.supervisor.counters().buses["line"]).toMatchObject({ opened: 2, reopened: 1 });
    bench.say(Uint8Array.of(9));
    await bench.scheduler.advance(10);
    expect(bench.samples.at(-1)).toMatchObject({ value: 9 });
  });

  it("keeps speaking to a consumer that is as fast as it, however much it says", async () => {
    const bench = await listenBench(talker, {}, { start });
    await bench.scheduler.advance(10);
    for (let burst = 0; burst < 50; burst++) {
      bench.say(Uint8Array.from({ length: 100 }, () => 1));
      await bench.scheduler.advance(1);
    }
    await bench.scheduler.advance(10);
    expect(bench.samples).toHaveLength(5000);
  });

  it("can be neither read nor written", async () => {
    const bench = await listenBench(talker, {}, { start });
    expect(await bench.supervisor.read("meter")).toMatchObject({ ok: false });
    expect(await bench.supervisor.write("meter", "level", 1)).toMatchObject({ ok: false });
  });

  it("stops without leaving anything to run, also while it is lost", async () => {
    const bench = await listenBench(talker, {}, { start });
    await bench.scheduler.advance(10);
    bench.line.unplug();
    await bench.scheduler.advance(100);
    await bench.supervisor[Symbol.asyncDispose]();
    const { opened, openFailed } = bench.supervisor.counters().buses["line"] ?? {};
    await bench.scheduler.advance(60_000);
    expect(bench.supervisor.counters().buses["line"]).toMatchObject({ opened, openFailed });
  });
});

describe("times of a listener", () => {
  it("waits longer and longer after each loss, up to two seconds", () => {
    expect([1, 2, 3, 4, 9].map((losses) => pauseAfterLoss(losses, 0))).toEqual([250, 500, 1000, 2000, 2000]);
    expect(pauseAfterLoss(4, 1)).toBe(1500);
  });

  it("allows five of the device's own beats of silence, and never less than 30 s", () => {
    const point = { name: "p", unit: "1", type: "number", writable: false, source } as const;
    expect(longestSilence([point], 1000)).toBe(30_000);
    expect(longestSilence([point], 10_000)).toBe(50_000);
    expect(longestSilence([{ ...point, every: 300_000 }], 1000)).toBe(1_500_000);
  });
});
