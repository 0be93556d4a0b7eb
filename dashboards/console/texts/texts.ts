import { signal } from "@preact/signals";

/** A language of the page. */
export type Language = "en" | "nl";
/** Every language there is. */
export const allLanguages: readonly Language[] = ["en", "nl"];
/** The language the page speaks now: whoever reads a text while it is drawn is drawn again when it changes. */
export const language = signal<Language>("en");

/** What stands in a text's `{blanks}`. */
export type Blanks = Readonly<Record<string, string>>;

/** Says one folder's texts in the language of the page. */
export interface Say<K extends string> {
  (key: K, blanks?: Blanks): string;
  /** Every text by language. */
  readonly languages: Readonly<Record<Language, Readonly<Record<K, string>>>>;
  /** Whether there is such a text. */
  has(key: string): key is K;
}

/** The texts of one folder in both languages; that each is there in both is checked by type. */
export function textsOf<const E extends Readonly<Record<string, string>>>(
  en: E,
  nl: Readonly<Record<NoInfer<keyof E>, string>>,
): Say<keyof E & string> {
  type K = keyof E & string;
  const languages = { en, nl };
  const say = (key: K, blanks?: Blanks): string => filled(languages[language.value][key], blanks);
  return Object.assign(say, { languages, has: (key: string): key is K => Object.hasOwn(en, key) });
}

/** A text with its blanks filled in; a blank nobody fills stays as it is. */
export function filled(text: string, blanks: Blanks = {}): string {
  return text.replaceAll(/\{(\w+)\}/g, (blank, name: string) => blanks[name] ?? blank);
}

/** The language a reader's browser asks for, Dutch or else English. */
export function chosenLanguage(wanted: readonly string[]): Language {
  return wanted.some((tag) => tag.toLowerCase().startsWith("nl")) ? "nl" : "en";
}
