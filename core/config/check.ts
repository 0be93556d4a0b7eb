import type { z } from "zod";
import { explain } from "./explain.ts";
import { type Fault, faultAt, type Source, sortFaults } from "./fault.ts";
import { expandLikes } from "./like.ts";
import { type Note, unpackNote } from "./note.ts";
import { parseConfig } from "./parse.ts";
import { didYouMean } from "./suggest.ts";
import { find, placeOf, plain, type Tree } from "./tree.ts";

/** What a semantic check found: a note about the value (or key) at a path, or about a character inside its text. */
export interface Problem {
  readonly path: readonly string[];
  readonly on?: "key" | "value";
  /** Characters from the start of the value's text. */
  readonly offset?: number;
  readonly note: Note;
}

/** A file that could be read as values; `plain` has its `like` entries expanded. */
export interface Opened {
  readonly source: Source;
  readonly tree: Tree;
  readonly plain: unknown;
  /** Entries whose `like` could not be followed: what they lack says nothing. */
  readonly uncopied: ReadonlySet<string>;
}

const pathKey = (path: readonly PropertyKey[]) => path.map(String).join("\n");

/** Reads a text as values with places. Without `opened` the notation itself is broken. */
export function openConfig(
  file: string,
  text: string,
): { readonly opened?: Opened; readonly faults: readonly Fault[] } {
  const parsed = parseConfig(file, text);
  if (parsed.broken || parsed.tree === undefined) return { faults: sortFaults(parsed.faults) };
  const { tree, problems } = expandLikes(parsed.tree);
  const likes = problems.map((problem) => faultAt(parsed.source, problem.at, problem.path, problem.note));
  if (tree === undefined) return { faults: sortFaults([...parsed.faults, ...likes]) };
  const opened = {
    source: parsed.source,
    tree,
    plain: plain(tree),
    uncopied: new Set(problems.map(({ path }) => pathKey(path.slice(0, -1)))),
  };
  return { opened, faults: [...parsed.faults, ...likes] };
}

function unknownKeyFaults(opened: Opened, path: readonly PropertyKey[], keys: readonly string[], note: Note): Fault[] {
  const known = note.expected?.split(", ") ?? [];
  return keys.map((key) => {
    const hint = didYouMean(key, known);
    const full = [...path, key];
    const told = { ...note, message: `unknown key \`${key}\``, ...(hint === undefined ? {} : { hint }) };
    return faultAt(opened.source, placeOf(opened.tree, full, "key"), full, told);
  });
}

function issueFaults(opened: Opened, issue: z.core.$ZodIssue): Fault[] {
  const path = issue.path;
  const note = unpackNote(issue.message);
  if (issue.code === "unrecognized_keys") return unknownKeyFaults(opened, path, issue.keys, note);
  if (issue.code === "invalid_key") {
    const inner = issue.issues[0];
    const told = inner === undefined ? note : unpackNote(inner.message);
    return [faultAt(opened.source, placeOf(opened.tree, path, "key"), path, told)];
  }
  const absent = find(opened.tree, path).depth < path.length;
  if (absent && path.some((_, depth) => opened.uncopied.has(pathKey(path.slice(0, depth + 1))))) return [];
  const told = absent ? { ...note, message: `the key \`${String(path.at(-1))}\` is missing` } : note;
  return [faultAt(opened.source, placeOf(opened.tree, path), path, told)];
}

/** Reads the values by a schema: the value, or every fault with its place. */
export function checkShape<S extends z.ZodType>(opened: Opened, schema: S): { value?: z.output<S>; faults: Fault[] } {
  const result = schema.safeParse(opened.plain, { error: explain });
  if (result.success) return { value: result.data, faults: [] };
  const { issues } = result.error;
  const foreign = issues.filter((issue) => tellsForeign(opened, issue));
  return { faults: (foreign.length > 0 ? foreign : issues).flatMap((issue) => issueFaults(opened, issue)) };
}

/** A file of another kind or version of the language: what else is wrong with it by this schema says nothing. */
function tellsForeign(opened: Opened, { path }: z.core.$ZodIssue): boolean {
  const header = path.length === 1 && (path[0] === "kind" || path[0] === "homeostat");
  return header && find(opened.tree, path).depth === path.length;
}

/** Gives a semantic problem its place in the file. */
export function locate(opened: Opened, problem: Problem): Fault {
  const node = find(opened.tree, problem.path).node;
  const inside = problem.offset !== undefined && node.kind === "scalar" ? node.textAt : undefined;
  const at =
    inside === undefined
      ? placeOf(opened.tree, problem.path, problem.on)
      : inside + Math.min(problem.offset ?? 0, String(node.kind === "scalar" ? node.value : "").length);
  return faultAt(opened.source, at, problem.path, problem.note);
}
