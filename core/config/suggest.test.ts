import { describe, expect, test } from "vitest";
import { didYouMean, editDistance } from "./suggest.ts";

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
});
