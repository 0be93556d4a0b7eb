import { expect, it } from "vitest";
import { type Candidate, found, mostOffered, moved } from "./search.ts";

const all: readonly Candidate[] = [
  { path: "polder/gauge/p1", name: "Gauge", place: "Polder", unit: "bar", ranged: false },
  { path: "polder/site/level", name: "Water level", place: "Polder", unit: "m", ranged: true },
  { path: "school/site/co2", name: "CO2", place: "School", unit: "[ppm]", ranged: true },
  { path: "school/fan/level", name: "Fan level", place: "School", unit: "%", ranged: false },
];
const paths = (text: string) => found(all, text).map(({ path }) => path);

it("finds every word anywhere: in name, site, path and unit", () => {
  expect(paths("polder LEVEL")).toEqual(["polder/site/level"]);
  expect(paths("ppm")).toEqual(["school/site/co2"]);
  expect(paths("nothing of the kind")).toEqual([]);
});

it("offers what has a range first, and before it what begins as was typed", () => {
  expect(paths("").slice(0, 2)).toEqual(["polder/site/level", "school/site/co2"]);
  expect(paths("fan")).toEqual(["school/fan/level"]);
  expect(paths("g")[0]).toBe("polder/gauge/p1");
});

it("offers no more than can be read", () => {
  const many = Array.from({ length: 500 }, (_, at) => ({ ...all[0], path: `a/b/${at}` }) as Candidate);
  expect(found(many, "").length).toBe(mostOffered);
});

it.each([
  [-1, "ArrowDown", 3, 0],
  [2, "ArrowDown", 3, 0],
  [-1, "ArrowUp", 3, 2],
  [0, "ArrowUp", 3, 2],
  [0, "ArrowDown", 0, undefined],
  [0, "x", 3, undefined],
])("from %d, %s among %d leads to %s", (active, key, count, to) => {
  expect(moved(active, key, count)).toBe(to);
});
