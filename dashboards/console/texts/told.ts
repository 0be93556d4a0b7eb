import type { AlarmEvent } from "../../../core/wire/events.ts";
import { sentences } from "./sentences.ts";
import { language } from "./texts.ts";
import { moment, number } from "./words.ts";

/** What fits a blank, and how the page says it. */
const kinds: Readonly<Record<string, { readonly fits: string; readonly say: (text: string) => string }>> = {
  word: { fits: "\\S+", say: (text) => text },
  n: { fits: "-?\\d+(?:\\.\\d+)?(?:e-?\\d+)?", say: (text) => number(Number(text)) },
  at: { fits: "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", say: (text) => moment(Date.parse(text)) },
  told: { fits: ".+", say: (text) => toldOne(text) ?? text },
  list: {
    fits: ".+",
    say: (text) =>
      text
        .split(", ")
        .map((one) => toldOne(one) ?? one)
        .join(", "),
  },
  text: { fits: ".+", say: (text) => text },
};

interface Pattern {
  readonly said: string;
  readonly dutch: string;
  readonly test: RegExp;
}

const blank = /\{([a-z]+)(\d?)\}/g;
const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

function patternOf([said, dutch]: readonly [string, string]): Pattern {
  const parts = said.split(blank);
  // Of each blank `split` keeps its kind and its digit behind the text before it.
  const source = parts.map((part, index) => {
    if (index % 3 === 0) return literal(part);
    return index % 3 === 1 ? `(?<${part}${parts[index + 1]}>${kinds[part]?.fits})` : "";
  });
  return { said, dutch, test: new RegExp(`^${source.join("")}$`, "s") };
}

const patterns = sentences.map(patternOf);

/** One sentence in the language of the page; undefined when it is none that gateways or region say. */
function toldOne(text: string): string | undefined {
  for (const { said, dutch, test } of patterns) {
    const found = test.exec(text);
    if (found === null) continue;
    const wanted = language.value === "nl" ? dutch : said;
    return wanted.replaceAll(blank, (_, kind: string, digit: string) => {
      return kinds[kind]?.say(found.groups?.[`${kind}${digit}`] ?? "") ?? "";
    });
  }
  return undefined;
}

/** What a gateway or the region said (sentences between semicolons) in the reader's language; what people wrote stays as it is. */
export function told(said: string): string {
  return said
    .split("; ")
    .map((one) => toldOne(one) ?? one)
    .join("; ");
}

/** The note of an alarm's transition: people wrote it, but for the one that tells how a shelving ended. */
export function noteOf({ transition, note = "" }: Pick<AlarmEvent, "transition" | "note">): string {
  return transition === "unshelve" ? told(note) : note;
}

/** The sentences of a text that have no Dutch. */
export function untold(said: string): readonly string[] {
  return said.split("; ").filter((one) => toldOne(one) === undefined);
}
