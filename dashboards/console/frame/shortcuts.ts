import type { PageName } from "./route.ts";

/** What a key asks for. */
export type Asked =
  | { readonly kind: "go"; readonly page: PageName }
  | { readonly kind: "help" }
  | { readonly kind: "wall" };

/** The key that follows `g`, by page. */
export const goKeys = {
  overview: "o",
  site: "s",
  alarms: "a",
  trends: "t",
  explain: "e",
  pipeline: "p",
} as const satisfies Record<PageName, string>;

/** What was pressed, and what it asks for. */
export interface Step {
  /** `g` was pressed, and a page's key is awaited. */
  readonly going: boolean;
  readonly asked?: Asked;
}

/** Takes one key. Any key that means nothing ends what was begun. */
export function press(going: boolean, key: string): Step {
  if (going) {
    const page = (Object.keys(goKeys) as PageName[]).find((name) => goKeys[name] === key);
    return page === undefined ? { going: false } : { going: false, asked: { kind: "go", page } };
  }
  if (key === "?") return { going: false, asked: { kind: "help" } };
  if (key === "w") return { going: false, asked: { kind: "wall" } };
  return { going: key === "g" };
}
