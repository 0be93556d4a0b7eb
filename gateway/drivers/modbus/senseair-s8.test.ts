import { describe, expect, it } from "vitest";
import { cellImage, registers } from "../../../test/support/register-image.ts";
import { simBench } from "../../../test/support/sim-bench.ts";

/** An S8 with this meter status and this CO2. */
const s8 = (status: number, ppm: number) => {
  return { unitId: 254, map: "senseair-s8", image: cellImage({ inputRegister: registers(0, status, 0, 0, ppm) }) };
};

async function read(status: number, ppm: number) {
  const bench = await simBench({ room: s8(status, ppm) });
  await bench.scheduler.advance(100);
  const samples = new Map(bench.samples[0]?.[1].map((sample) => [sample.point, sample]));
  return { seen: bench.seen.map(({ frame }) => frame), samples };
}

describe("a SenseAir S8", () => {
  it("is read as any SenseAir, status and CO2 in one request", async () => {
    const { seen, samples } = await read(0, 904);
    // The request as SenseAir prints it.
    expect(seen).toEqual(["fe0400000004e5c6"]);
    expect(samples.get("co2")).toMatchObject({ value: 904, quality: "good" });
    expect(samples.get("fatal-error")).toMatchObject({ value: 0, quality: "good" });
  });

  it.each([
    [0, "fatal-error"],
    [2, "algorithm-error"],
    [3, "output-error"],
    [4, "self-diagnostics-error"],
    [6, "memory-error"],
  ])("has no CO2 while bit %d says %s", async (bit, point) => {
    const { samples } = await read(1 << bit, 904);
    expect(samples.get("co2")).toMatchObject({ value: null, quality: "bad", reasons: ["device-fault"] });
    expect(samples.get(point)).toMatchObject({ value: 1, quality: "good" });
  });

  it("has no CO2 while it is out of range, and has one while only its calibration failed", async () => {
    expect((await read(1 << 5, 2000)).samples.get("co2")).toMatchObject({ value: null, reasons: ["sensor-range"] });
    const offset = (await read(1 << 1, 904)).samples;
    expect(offset.get("co2")).toMatchObject({ value: 904, quality: "good" });
    expect(offset.get("offset-regulation-error")).toMatchObject({ value: 1 });
  });
});
