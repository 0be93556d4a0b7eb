/** The languages the boards are built in. */
export const languages = ["en", "nl"] as const;
export type Language = (typeof languages)[number];

/** A text people read, in every language. */
export type Text = Readonly<Record<Language, string>>;

/** Takes the text of one language. */
export type Say = (text: Text) => string;

/** What says everything in this language. */
export function saying(language: Language): Say {
  return (text) => text[language];
}
