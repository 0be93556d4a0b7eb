import { t } from "./texts.ts";

/** What a site answered (`state: refusal: detail`) in the reader's words; what this page does not know keeps its own. */
export function answerWords(words: string): string {
  return words
    .split(": ")
    .map((part) => {
      const key = `answer.${part}`;
      return t.has(key) ? t(key) : part;
    })
    .join(": ");
}
