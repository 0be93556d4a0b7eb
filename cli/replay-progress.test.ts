import { expect, it } from "vitest";
import { type ProgressOptions, ReplayProgress } from "./replay-progress.ts";

const from = Date.UTC(2025, 0, 1);
const day = 86_400_000;

function written(form: ProgressOptions["form"], moments: readonly number[]): string {
  let text = "";
  const progress = new ReplayProgress({ from, to: from + day, form, write: (piece) => (text += piece) });
  for (const at of moments) progress.show({ at, readings: 7, inFlight: 3 });
  progress.end();
  return text;
}

it("is a line of JSON for machines each time, measured by the recording's own time", () => {
  const lines = written("json", [from - 1, from + day / 3, from + day - 1, from + day])
    .trim()
    .split("\n");
  expect(lines.map((line) => JSON.parse(line).progress.percent)).toEqual([0, 33, 99, 100]);
  expect(JSON.parse(lines[1] ?? "")).toEqual({
    progress: { percent: 33, at: "2025-01-01T08:00:00.000Z", readings: 7, inFlight: 3 },
  });
});

it("is one line on a terminal that is written over, and wiped out at the end", () => {
  const text = written("terminal", [from, from + day / 2]);
  expect(text.split("\r\u001b[K")).toEqual([
    "",
    "0 %, 2025-01-01T00:00:00.000Z, 7 readings played, 3 in flight",
    "50 %, 2025-01-01T12:00:00.000Z, 7 readings played, 3 in flight",
    "",
  ]);
});

it("is nothing where nobody looks", () => {
  expect(written("none", [from])).toBe("");
});
