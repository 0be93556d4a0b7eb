import { expect, it } from "vitest";
import { unheard } from "../../live/site.ts";
import { arrange } from "./arrangement.ts";
import type { SiteBranch } from "./viability.ts";

const branch = (index: number, changes: Partial<SiteBranch> = {}): SiteBranch => ({
  ...{ site: unheard(`s${index}`), commons: [], variables: 1, outside: 0, unknown: 0, worst: undefined },
  ...changes,
});
const many = (count: number, changes?: Partial<SiteBranch>) =>
  Array.from({ length: count }, (_, index) => branch(index, changes));
const isCalm = ({ outside, unknown }: SiteBranch) => outside + unknown === 0;

it("a few sites are all shown, in their order", () => {
  const few = many(12);
  expect(arrange(few, isCalm)).toEqual({ shown: few, more: [], calm: [] });
});

it("of many the calm ones are folded away, and those most outside come first", () => {
  const [two, one, blind] = [branch(900, { outside: 2 }), branch(901, { outside: 1 }), branch(902, { unknown: 1 })];
  const { shown, more, calm } = arrange([blind, ...many(850), one, two], isCalm);
  expect(shown).toEqual([two, one, blind]);
  expect([more.length, calm.length]).toEqual([0, 850]);
});

it("however many are not calm, the page stays short and leaves none out", () => {
  const { shown, more, calm } = arrange(many(850, { outside: 1 }), isCalm);
  expect([shown.length, shown.length + more.length, calm.length]).toEqual([24, 850, 0]);
});
