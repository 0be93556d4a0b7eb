import { expect, it } from "vitest";
import { table } from "./query.ts";

it("prints rows under one line of names, with blanks where a row has no value", () => {
  expect(
    table([
      { time: 1, value: 2.5 },
      { time: 2, reason: "a\tb" },
    ]),
  ).toBe("time\tvalue\treason\n1\t2.5\t\n2\t\ta b\n");
});

it("prints nothing for no rows", () => {
  expect(table([])).toBe("");
});
