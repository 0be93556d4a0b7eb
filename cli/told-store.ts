import { messageOf } from "../core/errors.ts";
import type { Store } from "../core/ports/store.ts";

/**
 * A store that says when it cannot be opened or written, in its own words, and when it keeps what it is given again. Each
 * wording is said once until then. What fails at writing alone is back when it was written to: that it opens proves nothing.
 */
export function toldStore(store: Store, say: (detail: string) => void): Store {
  const said = new Set<string>();
  let failed: "open" | "append" | undefined;
  const bad = (at: "open" | "append", error: unknown): void => {
    const words = messageOf(error);
    if (!said.has(words)) say(words);
    said.add(words);
    failed = at;
  };
  const good = (): void => {
    if (failed !== undefined) say("it is back");
    said.clear();
    failed = undefined;
  };
  return {
    open: async (events) => {
      try {
        const image = await store.open(events);
        if (failed === "open") good();
        return image;
      } catch (error) {
        bad("open", error);
        throw error;
      }
    },
    append: async (batch) => {
      try {
        await store.append(batch);
        good();
      } catch (error) {
        bad("append", error);
        throw error;
      }
    },
    query: (statement, options) => store.query(statement, options),
    compactRegister: (register) => store.compactRegister(register),
    close: () => store.close(),
  };
}

/** A store's words, with the file to look into where it does not believe who we are. */
export function withCredential(words: string, credentialFile: string | undefined): string {
  const isLogin = /\banswered 40[13]\b|\b40[13] (?:Unauthorized|Forbidden)\b/.test(words);
  return isLogin && credentialFile !== undefined
    ? `${words}; who we are is in ${credentialFile}, read at start`
    : words;
}
