import { describe, expect, it } from "vitest";
import { printable, printableJson, unseen } from "./unseen.ts";

describe("what is not seen", () => {
  it.each(["\n", "\r", "\t", "\u0000", "\u001b", "\u007f", "\u009b", "\u2028", "\u202e", "\u2066"])(
    "has %j",
    (char) => {
      expect(unseen.test(`a${char}b`)).toBe(true);
    },
  );

  it.each(["weed in the screen", "één pomp – 50 % “traag”", "日本語", "👩‍🔧 مضخة"])("lets people write %s", (text) => {
    expect(unseen.test(text)).toBe(false);
  });
});

it("a text cannot forge a second line, nor command a terminal", () => {
  expect(printable("x\nhomeostat: all is well \u001b[2J\u202e")).toBe(
    "x\\u{a}homeostat: all is well \\u{1b}[2J\\u{202e}",
  );
});

it("JSON says the same when it is printable", () => {
  const value = { note: "a\u009b2J\u202eb\n\u2028\u{e0001}", list: [1] };
  for (const json of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
    const shown = printableJson(json);
    expect(JSON.parse(shown)).toEqual(value);
    expect(shown).not.toMatch(/(?![\n\r\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  }
});
