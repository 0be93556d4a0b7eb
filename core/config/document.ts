import { Composer, type Document, isScalar, Lexer, type LineCounter, Parser, visit, YAMLParseError } from "yaml";

/** A document; where it is nested too deeply to be read; or why it cannot be read. */
export type Read =
  | { readonly kind: "document"; readonly document: Document.Parsed }
  | { readonly kind: "deep"; readonly at: number }
  | { readonly kind: "unreadable"; readonly reason: string };

/** So many nested lists and blocks are still taken apart, so that what lies too deep can be told of beside other faults. */
const mostOpen = 64;

type Tokens = Parameters<Composer["compose"]>[0] extends Iterable<infer T> ? readonly T[] : never;

/** The tokens of a text, or where it opens one level too many: what is composed of them is taken apart by recursion. */
function tokensOf(text: string, counter: LineCounter): Tokens | number {
  const parser = new Parser(counter.addNewLine);
  const tokens = [];
  counter.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    const at = parser.offset;
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > mostOpen) return at;
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** Reads YAML 1.2 without asking whether a key stands in its block twice: the package compares each with each. */
export function readDocument(text: string, counter: LineCounter): Read {
  try {
    const tokens = tokensOf(text, counter);
    if (typeof tokens === "number") return { kind: "deep", at: tokens };
    const composer = new Composer({ prettyErrors: false, version: "1.2", schema: "core", uniqueKeys: false });
    const [document, second] = composer.compose(tokens, true, text.length);
    if (document === undefined) return { kind: "unreadable", reason: "no document" };
    if (second !== undefined) {
      const [from] = second.range;
      document.errors.push(new YAMLParseError([from, from], "MULTIPLE_DOCS", "several documents"));
    }
    return { kind: "document", document };
  } catch (error) {
    return { kind: "unreadable", reason: String(error) };
  }
}

/** Where keys stand that their block has already. */
export function repeatedKeys(document: Document): readonly number[] {
  const repeated: number[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key) || Number.isNaN(key.value)) continue;
        if (seen.has(key.value)) repeated.push(key.range?.[0] ?? 0);
        seen.add(key.value);
      }
    },
  });
  return repeated;
}

/** Where quoted texts begin, by where they end. */
export function quotesOf(document: Document): ReadonlyMap<number, number> {
  const starts = new Map<number, number>();
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (range && (type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE")) starts.set(range[1], range[0]);
    },
  });
  return starts;
}
