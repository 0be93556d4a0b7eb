import { describe, expect, it } from "vitest";
import { cellImage, registers } from "../../../test/support/register-image.ts";
import { simBench } from "../../../test/support/sim-bench.ts";

/** 230.2 V and -1520.5 W as the meter sends them: frames published for it. */
const volts = [0x4366, 0x3333] as const;
const watts = [0xc4be, 0x1000] as const;

describe("an Eastron SDM630", () => {
  it("is read in one request of whole values, in kW and kWh", async () => {
    const cells = new Array<number>(80).fill(0);
    cells.splice(0x00, 2, ...volts);
    cells.splice(0x34, 2, ...watts);
    const image = cellImage({ inputRegister: registers(0, ...cells) });
    const bench = await simBench({ grid: { unitId: 1, map: "eastron-sdm630", image } });
    await bench.scheduler.advance(200);
    const samples = new Map(bench.samples[0]?.[1].map((sample) => [sample.point, sample]));
    // Unit 1, function 4, from 0, 76 registers: an even count below the meter's 80.
    expect(bench.seen.map(({ frame }) => frame.slice(0, 12))).toEqual(["01040000004c"]);
    expect(samples.get("voltage-l1")?.value).toBeCloseTo(230.2, 4);
    expect(samples.get("power-total")?.value).toBeCloseTo(-1.5205, 6);
    expect(samples.get("energy-import")).toMatchObject({ value: 0, quality: "good" });
    expect(samples.size).toBe(14);
  });
});
