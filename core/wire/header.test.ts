import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyIdentity } from "../../test/support/identity.ts";
import { hexOf } from "./bytes.ts";
import { decodeIdentity, encodeIdentity, type Identity, namesOf } from "./header.ts";

const golden: Identity = {
  boot: { counter: 7, salt: "0123456789abcdef" },
  firstSeq: 123_456,
  count: 50,
  definition: "fedcba9876543210",
  lane: "history",
  measured: 200_000,
  folded: 76_000,
  superseded: 3,
};

/** Written by hand from the layout in header.ts. */
const goldenHex = [
  "01", // version
  "01", // lane
  "00000007",
  "0123456789abcdef",
  "fedcba9876543210",
  "c0c407", // 123456
  "32", // 50
  "c09a0c", // 200000
  "e0d104", // 76000
  "03",
].join("");

describe("identity header", () => {
  it("has the bytes of the golden vector", () => {
    expect(hexOf(encodeIdentity(golden))).toBe(goldenHex);
    expect(decodeIdentity(Buffer.from(goldenHex, "hex"))).toEqual({ ok: true, value: golden });
  });

  it("reads back whatever was written", () => {
    fc.assert(
      fc.property(anyIdentity, (identity) => {
        expect(decodeIdentity(encodeIdentity(identity))).toEqual({ ok: true, value: identity });
      }),
    );
  });

  it("refuses every truncation and any byte too many", () => {
    const bytes = Buffer.from(goldenHex, "hex");
    for (let length = 0; length < bytes.length; length++) {
      expect(decodeIdentity(bytes.subarray(0, length)).ok).toBe(false);
    }
    expect(decodeIdentity(Buffer.concat([bytes, Buffer.from([0])])).ok).toBe(false);
  });

  it("refuses a later version, an unknown lane and a sequence above 2^53", () => {
    const later = Buffer.from(goldenHex, "hex");
    later[0] = 2;
    expect(decodeIdentity(later)).toMatchObject({ ok: false, error: { detail: "identity: version 2, expected 1" } });
    const lane = Buffer.from(goldenHex, "hex");
    lane[1] = 2;
    expect(decodeIdentity(lane).ok).toBe(false);
    expect(decodeIdentity(encodeIdentity({ ...golden, firstSeq: Number.MAX_SAFE_INTEGER })).ok).toBe(false);
  });

  it("answers random bytes with a result", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        decodeIdentity(Uint8Array.of(1, 0, ...bytes));
        decodeIdentity(bytes);
      }),
    );
  });

  it("uses boot and definition again only while their bytes are the same", () => {
    const bytes = encodeIdentity(golden);
    const known = namesOf(bytes);
    expect(namesOf(bytes, known)).toBe(known);
    const other = encodeIdentity({ ...golden, boot: { counter: 8, salt: golden.boot.salt } });
    expect(decodeIdentity(other, known)).toMatchObject({ ok: true, value: { boot: { counter: 8 } } });
  });
});
