import type { Result } from "../../core/result.ts";

/** Deeper than anything the API takes. */
const deepest = 8;
/** Keys that reach an object's prototype where somebody merges carelessly: no schema of ours has them. */
const forbidden: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Whether a key could change what every object is made of. */
export function isForbiddenKey(key: string): boolean {
  return forbidden.has(key);
}

/** Reads a JSON body; refuses what is nested too deeply before it is parsed, and keys that reach a prototype after. */
export function readBody(text: string): Result<unknown, string> {
  if (depthOf(text) > deepest) return { ok: false, error: `the body is nested deeper than ${deepest}` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, error: "the body is not JSON" };
  }
  const key = forbiddenKeyIn(value);
  return key === undefined ? { ok: true, value } : { ok: false, error: `the body has the key ${key}` };
}

/** How deep brackets and braces stand, outside of texts. */
function depthOf(text: string): number {
  const brackets = text.replaceAll(/"(?:[^"\\]|\\[\s\S])*"/g, "").replaceAll(/[^[\]{}]/g, "");
  let depth = 0;
  let most = 0;
  for (const bracket of brackets) {
    depth += bracket === "{" || bracket === "[" ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
}

function forbiddenKeyIn(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (isForbiddenKey(key)) return key;
    const deeper = forbiddenKeyIn(inner);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}
