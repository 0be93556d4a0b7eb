import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { isPage } from "../dashboards/pages.ts";
import { filesEnding, root, textOf } from "./docs/files.ts";

type Languages = Readonly<Record<"en" | "nl", Readonly<Record<string, string>>>>;
const files = filesEnding("texts.ts", "dashboards/console").filter((path) => !path.endsWith("console/texts/texts.ts"));
const shown = await Promise.all(
  files.map(
    async (path) =>
      (
        (await import(/* @vite-ignore */ pathToFileURL(join(root, path)).href)) as {
          readonly t: { readonly languages: Languages };
        }
      ).t.languages,
  ),
);

/** A text with a number or a name in each of its gaps, as a person sees it. */
const asShown = (text: string): RegExp =>
  new RegExp(`^${text.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{\w+\}/g, "(\\d+|[A-Z][\\w -]*)")}$`);

const pages = { en: "docs/operator.md", nl: "docs/operator.nl.md" } as const;

describe.each(["en", "nl"] as const)("the operator's tasks (%s)", (language) => {
  const text = textOf(pages[language]);
  const prose = text.replaceAll(/^```.*?^```/gms, "");

  it("are ten", () => {
    expect([...text.matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });

  it("name what the console really shows", () => {
    const words = shown.flatMap((languages) => Object.values(languages[language]));
    const plain = new Set(words.filter((text) => !text.includes("{")));
    const filled = words.filter((text) => text.includes("{")).map(asShown);
    const named = [...prose.matchAll(/(?<!\*)\*([^*\n]+)\*(?!\*)/g)].map(([, label]) => label ?? "");
    expect(named.length).toBeGreaterThan(20);
    const isShown = (label: string) => plain.has(label) || filled.some((form) => form.test(label));
    expect(named.filter((label) => !isShown(label))).toEqual([]);
  });

  it("lead to pages that there are", () => {
    const paths = [...prose.matchAll(/`(\/[a-z]+(?:\/SITE)?)`/g)].map(([, path]) =>
      (path ?? "").replace("SITE", ":site"),
    );
    expect(paths.length).toBeGreaterThan(8);
    expect(paths.filter((path) => !isPage(path))).toEqual([]);
  });
});

it("both languages tell of the same pages and commands", () => {
  const codes = (path: string): readonly string[] =>
    [...textOf(path).matchAll(/`(\/[^`\n]*)`|^(homeostat .*)$/gm)].map(([, page, line]) => page ?? line ?? "");
  expect(codes(pages.nl)).toEqual(codes(pages.en));
});
