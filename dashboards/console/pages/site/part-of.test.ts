import { expect, it } from "vitest";
import { partsOf } from "./part-of.ts";

it.each([
  [80, 0, 100, { left: 0, width: 80, nought: 0 }],
  [25, -50, 50, { left: 50, width: 25, nought: 50 }],
  [-25, -50, 50, { left: 25, width: 25, nought: 50 }],
  [900, -50, 50, { left: 50, width: 50, nought: 50 }],
  [10, 6, 16, { left: 0, width: 40, nought: 0 }],
  [0, 0, 0, { left: 0, width: 0, nought: 0 }],
])("a bar of %d between %d and %d begins at nought and stays inside", (value, min, max, parts) => {
  expect(partsOf(value, min, max)).toEqual(parts);
});
