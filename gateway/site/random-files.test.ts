import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../core/config/fault.ts";
import { compile } from "../../rules/engine/compile/compile.ts";
import { checkRegion } from "../../rules/region/file/load.ts";
import { polder, polderPath, siteTools, textOf } from "../../test/support/polder-file.ts";
import { checkReplay } from "./load-replay.ts";
import { checkSite } from "./load-site.ts";

test("what passes the check compiles: words of the file swapped at random", () => {
  const words = [...new Set(polder.match(/[a-z0-9][a-z0-9/.-]+/g))];
  const swap = fc.tuple(fc.constantFrom(...words), fc.constantFrom(...words), fc.nat(5));
  let passed = 0;
  fc.assert(
    fc.property(swap, ([from, to, nth]) => {
      const parts = polder.split(from);
      const at = 1 + (nth % (parts.length - 1));
      const text = parts.slice(0, at).join(from) + to + parts.slice(at).join(from);
      const checked = checkSite(polderPath, text, siteTools);
      if (!checked.ok) return;
      passed += 1;
      expect(() => compile(checked.value.engine)).not.toThrow();
    }),
    { numRuns: 120 },
  );
  expect(passed).toBeGreaterThan(0);
});

describe("a file changed at random never throws", () => {
  const placed = (faults: readonly Fault[]) => faults.every(({ line, column }) => line >= 1 && column >= 1);
  const mutated = (text: string) =>
    fc
      .tuple(
        fc.nat(text.length),
        fc.nat(60),
        fc.oneof(
          fc.string({ maxLength: 12 }),
          fc.constantFrom(": ", "{", "}", "[", "]", "\n", '"', "'", "&a", "*a", "#", "|", ",", "- "),
        ),
      )
      .map(([at, cut, insert]) => text.slice(0, at) + insert + text.slice(at + cut));

  test("site", () => {
    fc.assert(
      fc.property(mutated(polder), (text) => {
        const checked = checkSite(polderPath, text, siteTools);
        expect(checked.ok || (checked.error.length > 0 && placed(checked.error))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("region", () => {
    fc.assert(
      fc.property(mutated(textOf("examples/polder/region.yaml")), (text) => {
        const checked = checkRegion("region.yaml", text);
        expect(checked.ok || (checked.error.length > 0 && placed(checked.error))).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  test("replay", () => {
    fc.assert(
      fc.property(mutated(textOf("examples/environment-agency.yaml")), (text) => {
        const checked = checkReplay("replay.yaml", text);
        expect(checked.ok || (checked.error.length > 0 && placed(checked.error))).toBe(true);
      }),
      { numRuns: 120 },
    );
  });
});
