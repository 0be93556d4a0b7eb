/**
 * What is not seen, and can make a text read as another or command a terminal: control characters, line breaks, and overrides of
 * the direction of writing. Source: Unicode Standard Annex 9, 2.
 */
export const unseen = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text on one line of a terminal or log: control and formatting characters by their numbers. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

/** The same JSON with such characters as its own escapes; line breaks and tabs, which stand between its parts alone, stay. */
export function printableJson(json: string): string {
  return json.replaceAll(/(?![\n\r\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) =>
    Array.from(
      { length: char.length },
      (_, index) => `\\u${char.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
