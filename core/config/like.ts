import type { Note } from "./note.ts";
import { didYouMean } from "./suggest.ts";
import type { BlockTree, Entry, ScalarTree, Tree } from "./tree.ts";

/** A note about the place `at` in the file. */
export interface LikeProblem {
  readonly at: number;
  readonly path: readonly string[];
  readonly note: Note;
}

/** A tree with everything copied; undefined where copies of copies come to more than is read. */
export interface Expanded {
  readonly tree: Tree | undefined;
  readonly problems: readonly LikeProblem[];
}

/** So many values are read of one file, each copy of one counted. */
const mostValues = 1_000_000;

const tooMuch: Note = {
  message: "too much is copied here",
  expected: `at most ${mostValues} values in a file, copied ones counted`,
  hint: "copies of what holds copies multiply: write what differs, or divide the file",
};

/** An entry that copies another. */
interface Copying {
  readonly key: string;
  readonly block: BlockTree;
  readonly like: ScalarTree;
}

/** The entries of one block, as far as what they copy was followed. */
interface Work {
  readonly block: BlockTree;
  readonly path: readonly string[];
  readonly done: Map<string, Tree>;
}

function copyingOf(key: string, node: Tree): Copying | undefined {
  if (node.kind !== "block") return undefined;
  const like = node.entries.get("like")?.node;
  return like?.kind === "scalar" && typeof like.value === "string" ? { key, block: node, like } : undefined;
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

/** Why what an entry copies cannot be followed, `waiting` for it already. */
function astray({ block }: Work, { key, like }: Copying, waiting: ReadonlyMap<string, Copying>): Note | undefined {
  const model = String(like.value);
  if (model === key || waiting.has(model)) return { message: "this copies itself" };
  if (block.entries.has(model)) return undefined;
  const hint = didYouMean(model, block.entries, key);
  return { message: `there is no \`${model}\` here to copy`, ...(hint === undefined ? {} : { hint }) };
}

class Expansion {
  readonly problems: LikeProblem[] = [];
  #values = 0;
  /** The copy that was made last. */
  #last: Omit<LikeProblem, "note"> | undefined;

  get spent(): boolean {
    return this.#values > mostValues;
  }

  of(tree: Tree): Expanded {
    const expanded = this.#expand(tree, []);
    if (!this.spent) return { tree: expanded, problems: this.problems };
    return { tree: undefined, problems: [...this.problems, { at: 0, path: [], ...this.#last, note: tooMuch }] };
  }

  #expand(tree: Tree, path: readonly string[]): Tree {
    this.#values += 1;
    if (tree.kind === "scalar" || this.spent) return tree;
    if (tree.kind === "list") {
      return { ...tree, items: tree.items.map((item, index) => this.#expand(item, [...path, String(index)])) };
    }
    const work: Work = { block: tree, path, done: new Map() };
    const entries = new Map<string, Entry>();
    for (const [key, entry] of tree.entries) {
      if (this.spent) break;
      const node = this.#expand(this.#resolve(work, key), [...path, key]);
      entries.set(key, { keyAt: entry.keyAt, node });
    }
    return { ...tree, entries };
  }

  /** The entry `key` with everything it copies, by however many steps. */
  #resolve(work: Work, key: string): Tree {
    const waiting = new Map<string, Copying>();
    let node = this.#reach(work, key, waiting);
    for (const copying of [...waiting.values()].toReversed()) {
      node = this.#copy(work, copying, node);
      work.done.set(copying.key, node);
    }
    return node;
  }

  /** Follows what `key` copies to an entry that waits for no other; those on the way are `waiting`. */
  #reach({ block, done, path }: Work, start: string, waiting: Map<string, Copying>): Tree {
    for (let key = start; ; ) {
      const finished = done.get(key);
      if (finished !== undefined) return finished;
      const node = block.entries.get(key)?.node as Tree;
      const copying = copyingOf(key, node);
      const note = copying && astray({ block, done, path }, copying, waiting);
      if (copying === undefined || note !== undefined) {
        const result = copying && note ? this.#refuse(path, copying, note) : node;
        done.set(key, result);
        return result;
      }
      waiting.set(key, copying);
      key = String(copying.like.value);
    }
  }

  #copy({ path }: Work, copying: Copying, model: Tree): Tree {
    const { key, block, like } = copying;
    if (model.kind !== "block") {
      return this.#refuse(path, copying, { message: `\`${like.value}\` is not a block of keys` });
    }
    if (this.spent) return block;
    this.#values += model.entries.size;
    this.#last = { at: like.at, path: [...path, key, "like"] };
    return merge(model, block);
  }

  #refuse(path: readonly string[], { key, block, like }: Copying, note: Note): Tree {
    this.problems.push({ at: like.at, path: [...path, key, "like"], note });
    return without(block);
  }
}

/** Expands every `like: name` by the entry of that name in the same block; copied keys keep their own places. */
export function expandLikes(tree: Tree): Expanded {
  return new Expansion().of(tree);
}
