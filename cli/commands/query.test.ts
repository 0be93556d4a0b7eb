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

it("prints what people wrote, and what it is called, without commanding the terminal", () => {
  expect(table([{ "re\u009bason": "a\u001b[2Jb\u202e" }])).toBe("re\\u{9b}ason\na\\u{1b}[2Jb\\u{202e}\n");
});

it("prints nothing for no rows", () => {
  expect(table([])).toBe("");
});
