import type { z } from "zod";

type Block = Readonly<Record<string, unknown>>;

/** The entries of one block: every name written, and the entries that are sound in themselves. */
export interface Section<T> {
  /** The path of the block in its file. */
  readonly at: readonly string[];
  readonly names: ReadonlySet<string>;
  readonly sound: ReadonlyMap<string, T>;
}

/** The block under a path of an unchecked value; empty when there is none. */
export function blockAt(value: unknown, path: readonly string[]): Block {
  let held = value;
  for (const key of path) held = typeof held === "object" && held !== null ? (held as Block)[key] : undefined;
  return typeof held === "object" && held !== null && !Array.isArray(held) ? (held as Block) : {};
}

/** Reads the entries of one block, each by itself, so that one faulty entry does not hide the faults of others. */
export function section<S extends z.ZodType>(value: unknown, at: readonly string[], schema: S): Section<z.output<S>> {
  const written = Object.entries(blockAt(value, at));
  const sound = new Map<string, z.output<S>>();
  for (const [name, entry] of written) {
    const read = schema.safeParse(entry);
    if (read.success) sound.set(name, read.data);
  }
  return { at, names: new Set(written.map(([name]) => name)), sound };
}

/** An empty section, for files that have no such block. */
export function noSection<T>(at: readonly string[]): Section<T> {
  return { at, names: new Set(), sound: new Map() };
}
