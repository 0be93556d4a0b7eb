import { expect, it } from "vitest";
import type { RecordedRow } from "../drivers/replay/row-parser.ts";
import { survey } from "./survey.ts";

async function* rows(moments: readonly (readonly [at: number, ...values: (number | null)[]])[]) {
  for (const [at, ...values] of moments) {
    const samples = values.map((value, index): RecordedRow["samples"][number] => ({
      device: "gauge",
      sample: { point: `level-${index}`, value, quality: value === null ? "bad" : "good", reasons: [], measuredAt: at },
    }));
    yield { at, samples };
  }
}

it("counts readings and those without value, from the first moment to the last", async () => {
  const found = await survey(
    rows([
      [1000, 1, null],
      [2000, 0],
      [5000, null, null],
    ]),
  );
  expect(found).toEqual({ readings: 5, withoutValue: 3, from: 1000, to: 5000 });
});

it("finds nothing in a recording without rows", async () => {
  expect(await survey(rows([]))).toEqual({ readings: 0, withoutValue: 0, from: 0, to: 0 });
});
