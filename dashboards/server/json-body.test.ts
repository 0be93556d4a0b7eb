import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBody } from "./json-body.ts";

const forbidden = ["__proto__", "constructor", "prototype"];

describe("a JSON body", () => {
  it("is read as it is", () => {
    expect(readBody('{"site":"oost","value":[1,{"a":"}{]["}]}')).toEqual({
      ok: true,
      value: { site: "oost", value: [1, { a: "}{][" }] },
    });
  });

  it.each([
    '{"__proto__":{"admin":true}}',
    '{"a":[{"b":{"__proto__":1}}]}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"\\u005f_proto__":{"admin":true}}',
  ])("%s is refused, and no object has become another", (text) => {
    expect(readBody(text).ok).toBe(false);
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
  });

  it("deeper than eight is refused before it is parsed, also when it is a hundred thousand deep", () => {
    expect(readBody("[".repeat(8) + "]".repeat(8)).ok).toBe(true);
    expect(readBody("[".repeat(9) + "]".repeat(9)).ok).toBe(false);
    expect(readBody("[".repeat(100_000))).toMatchObject({ ok: false, error: expect.stringContaining("deeper") });
    expect(readBody(`{"a":"${"[".repeat(100)}\\""}`).ok).toBe(true);
  });

  it("with a forbidden key anywhere is refused; every other is what JSON.parse says", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(...forbidden), (text, key) => {
        const plain = readBody(text);
        if (!forbidden.some((word) => text.includes(word)))
          expect(plain).toEqual({ ok: true, value: JSON.parse(text) });
        expect(readBody(`{"a":[${text},{"${key}":${text}}]}`).ok).toBe(false);
      }),
    );
  });

  it.each(["", "{", "{'a':1}", "[1,]", "undefined", '"'])("%j is no JSON", (text) => {
    expect(readBody(text).ok).toBe(false);
  });
});
