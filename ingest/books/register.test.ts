import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storedSchema } from "../../core/wire/stored.ts";
import { booksOf } from "./books.ts";
import { Register } from "./register.ts";
import { gapReason, mostIntervals } from "./stream.ts";

const place = { region: "north", site: "polder", boot: "1-00000000000000aa", stream: "readings" } as const;

function stored(register: Register, boot: string = place.boot) {
  return register.stored("north", "polder")[boot];
}

describe("register", () => {
  it("acknowledges nothing before it is settled", () => {
    const register = new Register([]);
    const stream = register.stream(place);
    stream.accept(0, 9);
    expect(stored(register)?.durable).toEqual([]);
    expect(stream.claim(0, 12)).toEqual({ kind: "take", parts: [[10, 12]] });
    stream.settle(0, 9, undefined);
    expect(stored(register)?.durable).toEqual([[0, 9]]);
  });

  it("never needs more stretches than an acknowledgement can hold, and is never stuck for a sender that fills holes in order", () => {
    const stretch = fc.tuple(fc.nat(3000), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 300, size: "max" }), (stretches) => {
        const register = new Register([]);
        const stream = register.stream(place);
        const take = (lo: number, hi: number): boolean => {
          const claim = stream.claim(lo, hi);
          if (claim.kind === "full") return false;
          for (const [from, to] of claim.parts) stream.accept(from, to);
          for (const [from, to] of claim.parts) stream.settle(from, to, undefined);
          return true;
        };
        for (const [lo, length] of stretches) take(lo, lo + length - 1);
        expect(stream.image().length).toBeLessThanOrEqual(mostIntervals);
        expect(storedSchema.shape.boots.safeParse(register.stored("north", "polder")).success).toBe(true);
        for (let lo = 0; lo < 3100; lo += 10) expect(take(lo, lo + 9)).toBe(true);
        expect(stored(register)?.durable).toEqual([[0, 3099]]);
      }),
      { numRuns: 30 },
    );
  });

  it("waits for nothing that died with its boot: what the boot kept and what came beyond is all there is", () => {
    const register = new Register([]);
    const stream = register.stream(place);
    const take = (lo: number, hi: number): void => {
      stream.accept(lo, hi);
      stream.settle(lo, hi, undefined);
    };
    take(0, 7);
    stream.announce({ firstSeq: 0, count: 8, measured: 15, folded: 0, superseded: 0 });
    take(11, 11);
    expect(booksOf(register)[0]?.boots[0]).toMatchObject({ assigned: 15, inFlight: 6 });
    stream.close(9);
    expect(booksOf(register)[0]?.boots[0]).toMatchObject({ assigned: 11, inFlight: 2, unexplained: 0 });
    take(8, 9);
    expect(booksOf(register)[0]?.boots[0]).toMatchObject({ assigned: 11, stored: 11, inFlight: 0 });
  });

  it("shows numbers that its gateway does not know of as unexplained", () => {
    const register = new Register([]);
    const stream = register.stream(place);
    stream.announce({ firstSeq: 0, count: 8, measured: 8, folded: 0, superseded: 0 });
    expect(booksOf(register)[0]?.boots[0]).toMatchObject({ assigned: 8, unexplained: 0 });
    stream.announce({ firstSeq: 8, count: 4, measured: 9, folded: 0, superseded: 0 });
    expect(booksOf(register)[0]?.boots[0]).toMatchObject({ assigned: 12, unexplained: 3 });
  });

  it("tells stored, refused and covered by a gap apart, and is the same after its image was loaded", () => {
    const register = new Register([]);
    const stream = register.stream(place);
    stream.accept(0, 29);
    stream.settle(0, 9, undefined);
    stream.settle(10, 12, "undecodable");
    stream.settle(13, 14, "undecodable");
    stream.settle(12, 19, gapReason("spool full"));
    stream.settle(20, 29, undefined);
    const counts = { durable: 30, refused: 5, gaps: 5, stored: 20, last: 29 };
    expect(stream.counts()).toEqual(counts);
    expect(stored(register)?.refused).toEqual([
      [10, 14, "undecodable"],
      [15, 19, "gap: spool full"],
    ]);
    const again = new Register(register.image());
    expect(again.stream(place).counts()).toEqual(counts);
    expect(again.stored("north", "polder")).toEqual(register.stored("north", "polder"));
  });

  it("forgets at a birth what was seen, and nothing else", () => {
    const register = new Register([]);
    const stream = register.stream(place);
    stream.accept(0, 4);
    stream.settle(0, 4, undefined);
    stream.raiseSeen(4);
    stream.raiseSeen(2);
    expect(stored(register)?.seen).toBe(4);
    register.forgetSeen("north", "polder");
    expect(stored(register)).toMatchObject({ seen: -1, durable: [[0, 4]] });
  });

  it("lists the boots heard of last when there are too many", () => {
    const register = new Register([]);
    for (let counter = 1; counter <= 100; counter += 1) {
      register.stream({ ...place, boot: `${counter}-00000000000000aa` }).heard = counter === 3 ? 2000 : 0;
    }
    const listed = Object.keys(register.stored("north", "polder"));
    expect(listed).toHaveLength(64);
    expect(listed.slice(0, 2)).toEqual(["3-00000000000000aa", "100-00000000000000aa"]);
  });
});
