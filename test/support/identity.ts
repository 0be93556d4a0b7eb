import fc from "fast-check";
import type { Identity } from "../../core/wire/header.ts";

const hex16 = fc.stringMatching(/^[0-9a-f]{16}$/);
const number = fc.oneof(fc.nat(), fc.integer({ min: 0, max: 2 ** 52 }));

/** Any identity the header can carry. */
export const anyIdentity: fc.Arbitrary<Identity> = fc.record({
  boot: fc.record({ counter: fc.integer({ min: 0, max: 2 ** 32 - 1 }), salt: hex16 }),
  firstSeq: number,
  count: fc.nat(),
  definition: hex16,
  lane: fc.constantFrom("live", "history"),
  measured: number,
  folded: number,
  superseded: number,
});
