import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance } from "./edit-distance.ts";
import { didYouMean, didYouMeanAmong } from "./suggest.ts";

describe("suggestions", () => {
  test.each([
    ["kitten", "sitting", 3],
    ["poll", "pol", 1],
    ["abcd", "acbd", 1],
    ["", "abc", 3],
  ])("%s to %s takes %s", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });

  test("a near word is offered, a far one is not", () => {
    expect(didYouMean("unitid", ["driver", "unitId", "map"])).toBe("did you mean `unitId`?");
    expect(didYouMean("banana", ["driver", "unitId", "map"])).toBeUndefined();
  });

  test("a word is never offered for itself, nor what is not to be offered", () => {
    expect(didYouMean("pump-1", new Set(["pump-1", "pump-2"]))).toBe("did you mean `pump-2`?");
    expect(
      didYouMean(
        "pump-3",
        new Map([
          ["pump-1", 0],
          ["pump-2", 0],
        ]),
        "pump-1",
      ),
    ).toBe("did you mean `pump-2`?");
    expect(didYouMeanAmong("pump", [["bump", "pum"], ["pumps"]])).toBe("did you mean `bump`?");
  });

  test("after very many slips no more words are looked for", () => {
    const known = new Set(Array.from({ length: 10_000 }, (_, index) => `pump-${index}`));
    const hints = Array.from({ length: 1500 }, (_, index) => didYouMean(`pmp-${index}`, known));
    expect([hints[0], hints.at(-1)]).toEqual(["did you mean `pump-0`?", undefined]);
  });

  test("a set that grew is looked at anew", () => {
    const known = new Set(["driver"]);
    expect(didYouMean("unitid", known)).toBeUndefined();
    known.add("unitId");
    expect(didYouMean("unitid", known)).toBe("did you mean `unitId`?");
  });

  test("the first of the nearest words is offered, as if every word were measured", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "A", "1", "-"), maxLength: 8 });
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 8 }), (mistyped, known) => {
        const measured = known
          .filter((candidate) => candidate !== mistyped)
          .map((candidate) => ({ candidate, far: editDistance(mistyped.toLowerCase(), candidate.toLowerCase()) }))
          .filter(({ far }) => far <= Math.max(1, Math.floor(mistyped.length / 3)));
        const first = measured.toSorted((a, b) => a.far - b.far)[0];
        expect(didYouMean(mistyped, known)).toBe(first && `did you mean \`${first.candidate}\`?`);
      }),
    );
  });
});
