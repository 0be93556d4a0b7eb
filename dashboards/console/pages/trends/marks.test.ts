import { expect, it } from "vitest";
import { clustersOf, type Mark } from "./marks.ts";
import { lineAt, panelsOf } from "./panels.ts";

const mark = (kind: Mark["kind"], at: number, until: number | null = null): Mark => ({
  kind,
  at,
  until,
  site: "polder",
  subject: "x",
  priority: null,
  words: "",
  value: null,
  limit: null,
  reason: null,
  count: null,
});
const wide = { width: 1_000, apart: 30 };

it("marks that would cover each other become one sign of the most urgent kind, and none is lost", () => {
  const signs = clustersOf([mark("decision", 500), mark("alarm", 510), mark("gap", 800)], { from: 0, to: 1_000 }, wide);
  expect(signs.map(({ kind, place, marks }) => [kind, place, marks.length])).toEqual([
    ["alarm", 0.5, 2],
    ["gap", 0.8, 1],
  ]);
});

it("what began before and still lasts stands at the edge; what is over or not yet is not shown", () => {
  const signs = clustersOf([mark("gap", 0, 150), mark("gap", 0, 50), mark("alarm", 300)], { from: 100, to: 200 }, wide);
  expect(signs.map(({ place, marks }) => [place, marks.length])).toEqual([[0, 1]]);
});

it("variables of one unit share a panel, in the order of choice", () => {
  const panels = panelsOf([
    { path: "a", unit: "m" },
    { path: "b", unit: "kW" },
    { path: "c", unit: "m" },
  ]);
  expect(panels.map(({ unit, variables }) => [unit, variables.map(({ path }) => path)])).toEqual([
    ["m", ["a", "c"]],
    ["kW", ["b"]],
  ]);
});

it("twelve lines of one panel are told apart without colour", () => {
  const looks = Array.from({ length: 12 }, (_, index) => JSON.stringify(lineAt(index)));
  expect(new Set(looks).size).toBe(12);
});
