/** Shorter words than this are no secrets of ours, and would blot out half of every text. */
const shortest = 6;

/** Keys of a credential whose values open nothing. */
const harmless = (key: string): boolean => key === "username" || /File$/.test(key);

function leaves(value: unknown, key = ""): readonly string[] {
  if (typeof value === "string") return harmless(key) ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, held]) => leaves(held, Array.isArray(value) ? key : name));
}

/** Every text in a file of secrets that must not be told: the values of JSON, or each line of anything else. */
export function secretTexts(content: string): readonly string[] {
  return [
    ...new Set(
      parsed(content)
        .map((text) => text.trim())
        .filter((text) => text.length >= shortest),
    ),
  ];
}

function parsed(content: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(content);
    // A token of digits alone is JSON too.
    return typeof value === "object" ? leaves(value) : [content];
  } catch {
    return loose(content);
  }
}

/** Of broken JSON, PEM or a bare token: the lines, and what stands in quotes but keys. */
function loose(content: string): readonly string[] {
  const quoted = [...content.matchAll(/"((?:[^"\\\n]|\\.)*)"(\s*:)?/g)]
    .filter(([, , colon]) => colon === undefined)
    .flatMap(([, text = ""]) => [text, unescaped(text)]);
  return [...content.split("\n").filter((line) => !line.startsWith("-----")), ...quoted];
}

function unescaped(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}

/** The value with every occurrence of a secret blotted out, in texts and in keys. */
export function scrub(value: unknown, secrets: readonly string[]): unknown {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  const clean = (text: string): string =>
    longestFirst.reduce((held, secret) => held.replaceAll(secret, "(secret)"), text);
  const walk = (held: unknown): unknown => {
    if (typeof held === "string") return clean(held);
    if (Array.isArray(held)) return held.map(walk);
    if (typeof held !== "object" || held === null) return held;
    return Object.fromEntries(Object.entries(held).map(([key, inner]) => [clean(key), walk(inner)]));
  };
  return walk(value);
}
