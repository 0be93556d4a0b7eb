import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { chosenLanguage, language, type Say, textsOf } from "./texts.ts";

const root = resolve(import.meta.dirname, "..");
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"))
  .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
const textFiles = sources.filter(({ text }) => text.includes("textsOf(")).map(({ file }) => file);
const tables = await Promise.all(
  textFiles
    .filter((file) => file !== "texts/texts.ts")
    .map(async (file) => ({ file, say: ((await import(join(root, file))) as { t: Say<string> }).t })),
);

/** The text of every file that speaks from a table. */
function speakers(table: string): string {
  const imports = /from "(\.[^"]+)"/g;
  const speaks = ({ file, text }: (typeof sources)[number]): boolean =>
    [...text.matchAll(imports)].some(([, to = ""]) => relative(root, resolve(root, file, "..", to)) === table);
  return sources
    .filter(speaks)
    .map(({ text }) => text)
    .join("\n");
}

it("the tables of all pages are found", () => {
  expect(tables.map(({ file }) => file)).toEqual(
    expect.arrayContaining(["frame/texts.ts", "parts/texts.ts", "pages/site/texts.ts", "pages/trends/texts.ts"]),
  );
});

describe.each(tables)("the texts in $file", ({ file, say }) => {
  const { en, nl } = say.languages;

  it("are there in every language, with the same blanks", () => {
    const blanks = (text = ""): string[] => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort();
    expect(Object.keys(nl).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      expect([text, nl[key]], key).not.toContain("");
      expect(blanks(nl[key]), key).toEqual(blanks(text));
    }
  });

  it("are all used", () => {
    const said = speakers(file);
    const isUsed = (key: string): boolean =>
      said.includes(`"${key}"`) || (key.includes(".") && said.includes(`\`${key.split(".")[0]}.\${`));
    expect(Object.keys(en).filter((key) => !isUsed(key))).toEqual([]);
  });
});

describe("a table of texts", () => {
  afterEach(() => {
    language.value = "en";
  });
  const t = textsOf({ heard: "heard {age} ago", calm: "calm" }, { heard: "{age} geleden gehoord", calm: "rustig" });

  it("fills in blanks, in the language of the page", () => {
    expect(t("heard", { age: "3 s" })).toBe("heard 3 s ago");
    language.value = "nl";
    expect(t("heard", { age: "3 s" })).toBe("3 s geleden gehoord");
  });

  it("knows what it has", () => {
    expect([t.has("calm"), t.has("storm"), t.has("toString")]).toEqual([true, false, false]);
  });
});

it("speaks Dutch to those who ask for it and English to all others", () => {
  expect([chosenLanguage(["nl-BE", "en"]), chosenLanguage(["de"]), chosenLanguage([])]).toEqual(["nl", "en", "en"]);
});
