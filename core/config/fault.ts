import type { Note } from "./note.ts";

/** One fault of a configuration file, with its place. Lines and columns count from 1. */
export interface Fault extends Note {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The keys down to the place, joined by dots; empty at the top of the file. */
  readonly path: string;
  /** The source line and a caret under the place. */
  readonly frame: string;
}

/** Line and column of a character, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A file's text with the places of its characters. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly place: (offset: number) => Place;
}

const widestFrame = 160;

/** The line around a character, as far as it is shown; only that far is the text looked at. */
function frame({ text }: Source, offset: number, { line, column }: Place): string {
  const start = column > widestFrame ? column - widestFrame / 2 : 0;
  const from = offset - (column - 1) + start;
  const [written = ""] = text.slice(from, from + widestFrame + 2).split("\n");
  const shown = written.replace(/\r$/, "").slice(0, widestFrame).replaceAll("\t", " ");
  const number = String(line);
  return `${number} | ${shown}\n${" ".repeat(number.length)} | ${" ".repeat(column - 1 - start)}^`;
}

/** Makes a fault of a note about the character at `offset`. */
export function faultAt(source: Source, offset: number, path: readonly PropertyKey[], note: Note): Fault {
  const place = source.place(offset);
  return {
    file: source.file,
    ...place,
    path: path.map(String).join("."),
    ...note,
    frame: frame(source, offset, place),
  };
}

/** A fault of the file as a whole: it cannot be read, or names one that cannot. */
export function fileFault(file: string, note: Note): Fault {
  return { file, line: 1, column: 1, path: "", ...note, frame: "" };
}

/** Faults in reading order, each place and message once. */
export function sortFaults(faults: readonly Fault[]): Fault[] {
  const seen = new Set<string>();
  return [...faults]
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column))
    .filter((fault) => {
      const key = `${fault.file}:${fault.line}:${fault.column}:${fault.message}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

/** A fault as people read it: place, key and message, the line with its caret, what was expected, and a hint. */
export function formatFault(fault: Fault): string {
  const key = fault.path === "" ? "" : `${fault.path}: `;
  const lines = [`${fault.file}:${fault.line}:${fault.column}: ${key}${fault.message}`];
  if (fault.frame !== "") lines.push(fault.frame.replaceAll(/^/gm, "  "));
  if (fault.expected !== undefined) lines.push(`  expected: ${fault.expected}`);
  if (fault.hint !== undefined) lines.push(`  hint: ${fault.hint}`);
  return lines.join("\n");
}
