import type { Note } from "./note.ts";
import { didYouMean } from "./suggest.ts";
import type { BlockTree, Entry, ScalarTree, Tree } from "./tree.ts";

/** A note about the place `at` in the file. */
export interface LikeProblem {
  readonly at: number;
  readonly path: readonly string[];
  readonly note: Note;
}

interface Work {
  readonly block: BlockTree;
  readonly path: readonly string[];
  readonly done: Map<string, Tree>;
  readonly problems: LikeProblem[];
}

function likeOf(node: Tree): { readonly block: BlockTree; readonly like: ScalarTree } | undefined {
  if (node.kind !== "block") return undefined;
  const like = node.entries.get("like")?.node;
  return like?.kind === "scalar" && typeof like.value === "string" ? { block: node, like } : undefined;
}

/** The entry itself with what it copies; keys written in it replace the copied ones. */
function merge(copied: BlockTree, own: BlockTree): BlockTree {
  const entries = new Map<string, Entry>(copied.entries);
  for (const [key, entry] of own.entries) if (key !== "like") entries.set(key, entry);
  return { kind: "block", at: own.at, entries };
}

function without(block: BlockTree): BlockTree {
  return { ...block, entries: new Map([...block.entries].filter(([key]) => key !== "like")) };
}

function resolve(work: Work, key: string, trail: readonly string[]): Tree {
  const finished = work.done.get(key);
  if (finished !== undefined) return finished;
  const node = work.block.entries.get(key)?.node as Tree;
  const copying = likeOf(node);
  const result = copying === undefined ? node : copy(work, { key, trail, ...copying });
  work.done.set(key, result);
  return result;
}

function copy(work: Work, entry: { key: string; trail: readonly string[]; block: BlockTree; like: ScalarTree }): Tree {
  const model = String(entry.like.value);
  const complain = (note: Note): Tree => {
    work.problems.push({ at: entry.like.at, path: [...work.path, entry.key, "like"], note });
    return without(entry.block);
  };
  if (!work.block.entries.has(model)) {
    const hint = didYouMean(
      model,
      [...work.block.entries.keys()].filter((key) => key !== entry.key),
    );
    return complain({ message: `there is no \`${model}\` here to copy`, ...(hint === undefined ? {} : { hint }) });
  }
  if (model === entry.key || entry.trail.includes(model)) return complain({ message: "this copies itself" });
  const copied = resolve(work, model, [...entry.trail, entry.key]);
  if (copied.kind !== "block") return complain({ message: `\`${model}\` is not a block of keys` });
  return merge(copied, entry.block);
}

/** Expands every `like: name` by the entry of that name in the same block; copied keys keep their own places. */
export function expandLikes(tree: Tree, problems: LikeProblem[], path: readonly string[] = []): Tree {
  if (tree.kind === "scalar") return tree;
  if (tree.kind === "list") {
    return { ...tree, items: tree.items.map((item, index) => expandLikes(item, problems, [...path, String(index)])) };
  }
  const work: Work = { block: tree, path, done: new Map(), problems };
  const entries = new Map<string, Entry>();
  for (const [key, entry] of tree.entries) {
    const node = expandLikes(resolve(work, key, []), problems, [...path, key]);
    entries.set(key, { keyAt: entry.keyAt, node });
  }
  return { ...tree, entries };
}
