import { describe, expect, it } from "vitest";
import { nextGeneration } from "./generation.ts";

const mark = { generation: 3, session: "a", batch: 10 };

describe("generation of a store", () => {
  it("begins at 1", () => expect(nextGeneration(undefined, undefined)).toBe(1));
  it("stays when file and mark agree", () => expect(nextGeneration(mark, mark)).toBe(3));
  it("stays when the mark lags behind", () => expect(nextGeneration({ ...mark, batch: 20 }, mark)).toBe(3));
  it("rises when the file is gone", () => expect(nextGeneration(undefined, mark)).toBe(4));
  it("rises when the file is of another session", () => {
    expect(nextGeneration({ ...mark, session: "old" }, mark)).toBe(4);
  });
  it("rises when the file lacks batches", () => expect(nextGeneration({ ...mark, batch: 9 }, mark)).toBe(4));
  it("never falls below that of a file that came without a mark", () => {
    expect(nextGeneration(mark, undefined)).toBe(3);
  });
});
