import { describe, expect, it } from "vitest";
import type { Rng } from "../../core/ports/rng.ts";

/** The promises every side of the Rng port keeps. */
export function rngContract(name: string, open: () => Rng): void {
  describe(`rng: ${name}`, () => {
    it("draws from [0, 1), spread over it", () => {
      const rng = open();
      const draws = Array.from({ length: 4_000 }, () => rng.next());
      expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
      const tenths = new Set(draws.map((draw) => Math.floor(draw * 10)));
      expect(tenths.size).toBe(10);
    });

    it("gives as many bytes as asked, all values among them", () => {
      const bytes = open().bytes(8_192);
      expect(bytes).toHaveLength(8_192);
      expect(new Set(bytes).size).toBe(256);
    });

    it("repeats nothing of sixteen bytes", () => {
      const rng = open();
      const drawn = new Set(Array.from({ length: 1_000 }, () => Buffer.from(rng.bytes(16)).toString("hex")));
      expect(drawn.size).toBe(1_000);
    });
  });
}
