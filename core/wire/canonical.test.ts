import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../io/hash.ts";
import { canonicalJson, definitionHash } from "./canonical.ts";
import type { Definition } from "./definition.ts";

describe("canonical JSON", () => {
  it("sorts members by UTF-16 units as RFC 8785 shows", () => {
    const members = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 };
    expect(canonicalJson(members)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}');
  });

  it("spells numbers as RFC 8785 shows", () => {
    expect(canonicalJson([333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0])).toBe(
      "[333333333.3333333,1e+30,4.5,0.002,1e-27,0]",
    );
  });

  it("says the same as JSON, whatever the order of members", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it("throws on what JSON cannot say", () => {
    for (const value of [Number.NaN, undefined, () => 1, [undefined]]) expect(() => canonicalJson(value)).toThrow();
  });
});

describe("definition hash", () => {
  it("does not depend on the order in which members were written", () => {
    const definition = {
      site: "s",
      variables: [{ device: "d", variable: "v", type: "Double", unit: "m", commons: "water" }],
    } as const;
    const turned = {
      variables: [{ commons: "water", unit: "m", type: "Double", variable: "v", device: "d" }],
      site: "s",
    } as const;
    const hash = definitionHash(definition as unknown as Definition, sha256);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(definitionHash(turned as unknown as Definition, sha256)).toBe(hash);
  });
});
