/** A configuration file's values with their places; offsets count characters of the text. */
export type Tree = BlockTree | ListTree | ScalarTree;

/** A block of keys. */
export interface BlockTree {
  readonly kind: "block";
  readonly at: number;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A list of values. */
export interface ListTree {
  readonly kind: "list";
  readonly at: number;
  readonly items: readonly Tree[];
}

/** A single value: text, number, truth value or nothing. */
export interface ScalarTree {
  readonly kind: "scalar";
  readonly at: number;
  readonly value: string | number | boolean | null;
  /** Where the text's first character stands, when the file holds the text letter by letter. */
  readonly textAt?: number;
}

/** One key of a block. */
export interface Entry {
  readonly keyAt: number;
  readonly node: Tree;
}

/** The values alone. */
export function plain(tree: Tree): unknown {
  if (tree.kind === "scalar") return tree.value;
  if (tree.kind === "list") return tree.items.map(plain);
  return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, plain(entry.node)]));
}

/** How far a path leads into a tree. */
export interface Found {
  /** The last node on the way. */
  readonly node: Tree;
  /** The nearest key at or above that node. */
  readonly keyAt: number;
  /** How many steps of the path exist. */
  readonly depth: number;
}

function step(node: Tree, part: PropertyKey): { node: Tree; keyAt: number } | undefined {
  if (node.kind === "block") {
    const entry = node.entries.get(String(part));
    return entry === undefined ? undefined : { node: entry.node, keyAt: entry.keyAt };
  }
  const item = node.kind === "list" ? node.items[Number(part)] : undefined;
  return item === undefined ? undefined : { node: item, keyAt: item.at };
}

/** Follows a path as far as it exists. */
export function find(tree: Tree, path: readonly PropertyKey[]): Found {
  let found: Found = { node: tree, keyAt: tree.at, depth: 0 };
  for (const part of path) {
    const next = step(found.node, part);
    if (next === undefined) break;
    found = { ...next, depth: found.depth + 1 };
  }
  return found;
}

/** Where a reader should look for what is wrong at a path: the value when it is a plain one, otherwise its key. */
export function placeOf(tree: Tree, path: readonly PropertyKey[], on: "key" | "value" = "value"): number {
  const found = find(tree, path);
  const whole = found.depth === path.length;
  const inline = found.node.kind === "scalar" && found.node.value !== null;
  return on === "value" && whole && inline ? found.node.at : found.keyAt;
}
