import { expect, it } from "vitest";
import { Buckets } from "./buckets.ts";

it("so much comes at once, then so much a second; what is refused costs nothing", () => {
  const buckets = new Buckets({ burst: 3, perSecond: 2 });
  expect([1, 2, 3].map(() => buckets.take("anna", 1, 0))).toEqual([0, 0, 0]);
  expect([buckets.take("anna", 1, 0), buckets.take("anna", 1, 250), buckets.take("anna", 1, 500)]).toEqual([
    500, 250, 0,
  ]);
  expect(buckets.take("anna", 2, 500)).toBe(1_000);
});

it("one key's haste is not another's wait", () => {
  const buckets = new Buckets({ burst: 1, perSecond: 1 });
  expect([buckets.take("anna", 1, 0), buckets.take("anna", 1, 0), buckets.take("jan", 1, 0)]).toEqual([0, 1_000, 0]);
});

it("holds no more than its burst, however long nobody came", () => {
  const buckets = new Buckets({ burst: 2, perSecond: 1 });
  buckets.take("anna", 2, 0);
  expect([buckets.take("anna", 2, 3_600_000), buckets.take("anna", 1, 3_600_000)]).toEqual([0, 1_000]);
});

it("remembers ten thousand keys, and forgets the one that was quiet the longest", () => {
  const buckets = new Buckets({ burst: 1, perSecond: 0.001 });
  for (let key = 0; key <= 10_000; key += 1) buckets.take(`${key}`, 1, 0);
  expect([buckets.take("1", 1, 0) > 0, buckets.take("0", 1, 0)]).toEqual([true, 0]);
});
