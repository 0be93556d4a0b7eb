import { expect, it } from "vitest";
import { chosenLanguage, languages, say, shortAge } from "./texts.ts";

it("every language has every text, with the same blanks", () => {
  const blanks = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort();
  for (const [key, text] of Object.entries(languages.en)) {
    const other = languages.nl[key as keyof typeof languages.en];
    expect(other, key).not.toBe("");
    expect(blanks(other), key).toEqual(blanks(text));
  }
});

it("speaks Dutch to those who ask for it and English to all others", () => {
  expect([chosenLanguage(["nl-BE", "en"]), chosenLanguage(["de"]), chosenLanguage([])]).toEqual(["nl", "en", "en"]);
});

it("fills in blanks", () => {
  expect(say("en", "heard", { age: "3 s" })).toBe("heard 3 s ago");
});

it.each([
  [400, "0.4 s"],
  [12_000, "12 s"],
  [180_000, "3 min"],
  [3 * 3_600_000, "3 h"],
  [5 * 86_400_000, "5 d"],
])("%d ms is %s", (ms, text) => {
  expect(shortAge(ms)).toBe(text);
});
