import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Scalar, type YAMLError } from "yaml";
import { quotesOf, readDocument, repeatedKeys } from "./document.ts";
import { type Fault, faultAt, fileFault, type Source } from "./fault.ts";
import type { Note } from "./note.ts";
import type { Entry, ScalarTree, Tree } from "./tree.ts";

/** Longest configuration file read, characters. */
export const longestFile = 1_000_000;
const deepest = 16;

const tooDeep: Note = {
  message: "nested too deeply",
  expected: `at most ${deepest} levels`,
  hint: "no file needs more: look for a bracket that is never closed",
};

/** A file's text as values with places; `broken` when faults of the notation make further checks useless. */
export interface Parsed {
  readonly source: Source;
  readonly tree?: Tree;
  readonly faults: readonly Fault[];
  readonly broken: boolean;
}

interface Walk {
  readonly source: Source;
  readonly faults: Fault[];
}

const noValue: ScalarTree = { kind: "scalar", at: 0, value: null };

function complain(walk: Walk, at: number, path: readonly string[], note: Note): void {
  walk.faults.push(faultAt(walk.source, at, path, note));
}

function scalar(node: Scalar, walk: Walk, path: readonly string[]): ScalarTree {
  const [at = 0, end = 0] = node.range ?? [];
  const value: unknown = node.value;
  if (typeof value === "number" || typeof value === "boolean" || value === null) return { kind: "scalar", at, value };
  if (typeof value !== "string") {
    complain(walk, at, path, {
      message: "values of this kind are not read",
      expected: "text, a number, true or false",
    });
    return { ...noValue, at };
  }
  const inner = value === "" ? -1 : walk.source.text.slice(at, end).indexOf(value);
  return { kind: "scalar", at, value, ...(inner < 0 ? {} : { textAt: at + inner }) };
}

function keyText(key: Scalar, walk: Walk): string {
  const [from = 0, to = 0] = key.range ?? [];
  return typeof key.value === "string" ? key.value : walk.source.text.slice(from, to);
}

/** A key this file may have: a word, not a merge key. Complains about any other. */
function readKey(pair: unknown, walk: Walk, path: readonly string[]): { key: string; keyAt: number } | undefined {
  const held = isPair(pair) ? pair.key : undefined;
  if (!isScalar(held)) {
    const at = isMap(held) || isSeq(held) ? held.range?.[0] : undefined;
    complain(walk, at ?? 0, path, { message: "a key must be a word", expected: "key: value" });
    return undefined;
  }
  const keyAt = held.range?.[0] ?? 0;
  const key = keyText(held, walk);
  if (key !== "__proto__" && key !== "<<") return { key, keyAt };
  const hint = "`like: name` copies an entry";
  complain(walk, keyAt, [...path, key], { message: `the key \`${key}\` is not read`, hint });
  return undefined;
}

function entries(pairs: readonly unknown[], walk: Walk, path: readonly string[]): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const pair of pairs) {
    const read = readKey(pair, walk, path);
    if (read === undefined || found.has(read.key)) continue; // of a key written twice, told by the parser, the first counts
    const value = isPair(pair) ? pair.value : null;
    const node = value === null ? { ...noValue, at: read.keyAt } : build(value, walk, [...path, read.key]);
    found.set(read.key, { keyAt: read.keyAt, node });
  }
  return found;
}

function build(node: unknown, walk: Walk, path: readonly string[]): Tree {
  if (isScalar(node)) return scalar(node, walk, path);
  const at = isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0;
  if ((isMap(node) || isSeq(node)) && path.length === deepest && node.items.length > 0) {
    complain(walk, at, path.slice(0, 3), tooDeep);
    return { ...noValue, at };
  }
  if (isMap(node)) return { kind: "block", at, entries: entries(node.items, walk, path) };
  if (isSeq(node)) {
    const items = node.items.map((item, index) => build(item, walk, [...path, String(index)]));
    return { kind: "list", at, items };
  }
  complain(walk, at, path, { message: "anchors and aliases are not read", hint: "`like: name` copies an entry" });
  return { ...noValue, at };
}

function notationFault(source: Source, quotes: ReadonlyMap<number, number>, error: YAMLError): Fault {
  if (error.code === "MULTIPLE_DOCS")
    return faultAt(source, error.pos[0], [], { message: "a second document begins here", expected: "one a file" });
  const quote = /closing ["']/.test(error.message) ? quotes.get(error.pos[0]) : undefined;
  if (quote !== undefined) return faultAt(source, quote, [], { message: "this quote is never closed" });
  const [message = "not YAML"] = error.message.split("\n");
  return faultAt(source, error.pos[0], [], { message: message.replace(/:$/, "") });
}

/** Reads YAML 1.2 strictly: every key once, no anchors, aliases, merge keys or tags. */
export function parseConfig(file: string, text: string): Parsed {
  const counter = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const source: Source = { file, text, place };
  const refuse = (message: string): Parsed => ({ source, broken: true, faults: [fileFault(file, { message })] });
  if (text.length > longestFile) return refuse(`longer than ${longestFile} characters`);
  const read = readDocument(text, counter);
  if (read.kind === "deep") return { source, broken: true, faults: [faultAt(source, read.at, [], tooDeep)] };
  if (read.kind === "unreadable") return refuse(`not readable: ${read.reason}`);

  const { document } = read;
  const written = [...document.errors, ...document.warnings];
  const broken = written.length > 0;
  const quotes = broken ? quotesOf(document) : new Map<number, number>();
  const faults = [
    ...written.map((error) => notationFault(source, quotes, error)),
    ...repeatedKeys(document).map((at) => faultAt(source, at, [], { message: "this key stands here twice" })),
  ];
  if (broken) return { source, broken, faults };
  if (document.contents === null) return refuse("the file is empty");
  const walk: Walk = { source, faults };
  const tree = build(document.contents, walk, []);
  return { source, tree, faults, broken: false };
}
