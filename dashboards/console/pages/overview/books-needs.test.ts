import { expect, it } from "vitest";
import { booksNeeds } from "./books-needs.ts";

const books = (site: string, ...unexplained: readonly number[]) => ({
  site,
  boots: unexplained.map((one) => ({ unexplained: one })),
});

it("books that do not close are told of, the worst first; those that close are not", () => {
  expect(booksNeeds([books("a", 0, 0), books("b", 0, 2), books("c", 3, 4), books("d")])).toEqual([
    { site: "c", unexplained: 7 },
    { site: "b", unexplained: 2 },
  ]);
});

it("too many of one boot do not make up for too few of another", () => {
  expect(booksNeeds([books("a", -3, 3)])).toEqual([{ site: "a", unexplained: 6 }]);
});
