import { expect, it } from "vitest";
import type { AllBooks } from "../site-books.ts";
import { inWords } from "./books.ts";

it("prints what others call themselves without commanding the terminal", () => {
  const all: AllBooks = [{ region: "lage-landen", site: "oost\u001b[2J\nwest", boots: [] }];
  expect(inWords(all).split("\n")[0]).toBe("lage-landen/oost\\u{1b}[2J\\u{a}west");
});
