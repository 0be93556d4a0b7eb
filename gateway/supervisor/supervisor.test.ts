import { describe, expect, it } from "vitest";
import { seededRng } from "../../core/sim/rng.ts";
import { cellImage, driveImage, kellerImage, registers } from "../../test/support/register-image.ts";
import { benchStart, simBench } from "../../test/support/sim-bench.ts";

const gauge = (unitId: number) => ({ unitId, map: "keller-level", image: kellerImage(1 + unitId / 8, 10) });
const missing = (unitId: number) => ({ unitId, map: "keller-level" });

describe("supervisor", () => {
  it("reads each device every poll and hands out the samples when the read completes", async () => {
    const bench = await simBench({ a: gauge(1), b: gauge(2) });
    await bench.scheduler.advance(2500);
    expect(bench.samples.map(([device, [p1]]) => [device, p1?.value, (p1?.measuredAt ?? 0) - benchStart])).toEqual([
      ["a", 1.125, 2],
      ["b", 1.25, 9],
      ["a", 1.125, 1002],
      ["b", 1.25, 1009],
      ["a", 1.125, 2002],
      ["b", 1.25, 2009],
    ]);
  });

  it("keeps the gap between an answer and the next request, and one request outstanding", async () => {
    const bench = await simBench({ a: gauge(1), b: gauge(2), c: gauge(3) });
    await bench.scheduler.advance(100);
    expect(bench.seen.map(({ at }) => at)).toEqual([1, 8, 15]);
  });

  it("puts a write between two requests of a read that is under way", async () => {
    const image = cellImage({ coil: new Map([[0, 0]]), holdingRegister: registers(0, 1, 2, 3, 4, 5) });
    const map = Object.fromEntries(
      [0, 2, 4].map((address) => [`r${address}`, { register: "holdingRegister", address, type: "uint16" }]),
    );
    const coil = { register: "coil", address: 0, type: "bool", write: true };
    const bench = await simBench({ io: { unitId: 1, map: { ...map, siren: coil }, image } });
    await bench.scheduler.advance(3);
    const done = bench.supervisor.write("io", "siren", 1);
    await bench.scheduler.advance(100);
    expect(await done).toEqual({ ok: true, value: undefined });
    expect(bench.seen.map(({ frame }) => frame.slice(2, 8))).toEqual([
      "010000",
      "050000",
      "030000",
      "030002",
      "030004",
    ]);
    expect(image.written).toEqual([[0, 1]]);
  });

  it("marks all points of a silent device bad after the retries, and goes on with the others", async () => {
    const bench = await simBench({ dead: missing(9), a: gauge(1) });
    await bench.scheduler.advance(990);
    expect(bench.samples.map(([device]) => device)).toEqual(["a", "dead"]);
    expect(bench.samples[1]?.[1]).toEqual(
      ["p1", "tob1"].map((point) => ({
        point,
        value: null,
        quality: "bad",
        reasons: ["comms"],
        measuredAt: benchStart + 307,
      })),
    );
    expect(bench.troubles).toEqual([["dead", { kind: "timeout" }]]);
  });

  it("leaves a dead device alone for longer and longer, so that the others keep their beat", async () => {
    const bench = await simBench({ dead: missing(9), a: gauge(1) });
    await bench.scheduler.advance(60_000);
    const tried = bench.seen.filter(({ frame }) => frame.startsWith("09"));
    expect(tried.length).toBeLessThan(15);
    expect(bench.samples.filter(([device]) => device === "a")).toHaveLength(60);
    expect(bench.supervisor.counters().devices["dead"]?.pauses).toBeGreaterThan(4);
  });

  it("tells how late its reads and writes are: as long as an answer is missing, and nothing of a device it leaves alone", async () => {
    const bench = await simBench({ a: gauge(1), dead: missing(9) });
    await bench.scheduler.advance(990);
    expect(bench.supervisor.behind()).toBe(0);
    await bench.scheduler.advance(210);
    expect(bench.supervisor.behind()).toBe(200);
    await bench.scheduler.advance(4_000);
    expect(bench.supervisor.behind()).toBe(0);
    const written = bench.supervisor.write("dead", "p1", 1);
    await bench.scheduler.advance(1);
    await written;
    bench.answerAfter(1, () => 100_000);
    await bench.scheduler.advance(1_050);
    expect(bench.supervisor.behind()).toBeGreaterThan(20);
  });

  it("never takes a late answer for the next request", async () => {
    const bench = await simBench({ slow: gauge(1), b: gauge(2) });
    bench.answerAfter(1, () => 150);
    await bench.scheduler.advance(30_000);
    const late = bench.supervisor.counters().buses["line"]?.lateBytes ?? 0;
    expect(late).toBeGreaterThan(0);
    const values = bench.samples.map(([device, [p1]]) => `${device} ${p1?.value}`);
    expect(new Set(values)).toEqual(new Set(["slow null", "b 1.25"]));
  });

  it("keeps a device's registers apart although its answers come at random up to twice the timeout late", async () => {
    const image = cellImage({ holdingRegister: registers(0, 0, 1, 2, 3, 4, 5, 6) });
    const map = Object.fromEntries(
      [0, 2, 4, 6].map((address) => [`r${address}`, { register: "holdingRegister", address, type: "uint16" }]),
    );
    const bench = await simBench({ io: { unitId: 1, map, image, poll: 100 } });
    const rng = seededRng(3);
    bench.answerAfter(1, () => (rng.next() < 0.8 ? 20 : rng.next() * 190));
    await bench.scheduler.advance(3_600_000);
    const wrong = bench.samples.flatMap(([, samples]) =>
      samples.filter(({ point, value }) => value !== null && point !== `r${value}`),
    );
    const { answers, lateBytes } = bench.supervisor.counters().buses["line"] ?? { answers: 0, lateBytes: 0 };
    expect(wrong).toEqual([]);
    expect(answers).toBeGreaterThan(1000);
    expect(lateBytes).toBeGreaterThan(1000);
  });

  it("reads at once when the line is back, however long its poll is", async () => {
    const bench = await simBench({ a: { ...gauge(1), poll: 60_000 } });
    bench.line.unplug();
    await bench.scheduler.advance(5000);
    expect(bench.samples.at(-1)?.[1][0]).toMatchObject({ quality: "bad" });
    bench.line.plug();
    await bench.serve();
    await bench.scheduler.advance(2100);
    expect(bench.samples.at(-1)?.[1][0]).toMatchObject({ quality: "good" });
  });

  it("recovers by itself when the cable is back, and says bad meanwhile", async () => {
    const bench = await simBench({ a: gauge(1) });
    await bench.scheduler.advance(1500);
    bench.line.unplug();
    await bench.scheduler.advance(3000);
    expect(bench.samples.at(-1)?.[1][0]).toMatchObject({ value: null, reasons: ["comms"] });
    bench.line.plug();
    await bench.serve();
    await bench.scheduler.advance(2100);
    expect(bench.samples.at(-1)?.[1][0]).toMatchObject({ value: 1.125, quality: "good" });
    expect(bench.supervisor.counters().buses["line"]).toMatchObject({ opened: 2, lost: 1 });
  });

  it("marks a refused read with the device's own fault", async () => {
    const bench = await simBench({ a: { unitId: 1, map: "keller-level", image: cellImage({}) } });
    await bench.scheduler.advance(500);
    expect(bench.samples[0]?.[1][0]).toMatchObject({ value: null, reasons: ["device-fault"] });
    expect(bench.troubles[0]?.[1]).toMatchObject({ kind: "exception", code: 2 });
  });

  it("says checksum when that is all that was wrong, and takes the next good answer", async () => {
    const bench = await simBench({ a: gauge(1) });
    bench.mangle((answer) => answer.with(4, 99));
    await bench.scheduler.advance(900);
    expect(bench.samples[0]?.[1][0]).toMatchObject({ value: null, reasons: ["checksum"] });
    expect(bench.troubles).toEqual([["a", { kind: "checksum" }]]);
    bench.mangle((answer) => answer);
    await bench.scheduler.advance(1000);
    expect(bench.samples.at(-1)?.[1][0]).toMatchObject({ quality: "good" });
  });

  it("refuses a write at once while the line is down", async () => {
    const bench = await simBench({ drive: { unitId: 1, map: "abb-drives-profile", image: driveImage() } });
    await bench.scheduler.advance(100);
    bench.line.unplug();
    await bench.scheduler.advance(10);
    expect(await bench.supervisor.write("drive", "run", 1)).toMatchObject({ ok: false, error: { kind: "bus" } });
    expect(await bench.supervisor.write("nobody", "run", 1)).toMatchObject({ ok: false });
  });

  it("stops without leaving anything to run", async () => {
    const bench = await simBench({ a: gauge(1) });
    await bench.scheduler.advance(1001);
    const read = bench.supervisor.read("a");
    await bench.supervisor[Symbol.asyncDispose]();
    expect(await read).toMatchObject({ ok: false, error: { kind: "bus" } });
    const before = bench.seen.length;
    await bench.scheduler.advance(10_000);
    expect(bench.seen.length - before).toBeLessThan(2);
  });
});
