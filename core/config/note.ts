/** What is wrong with one value: what it is, what was expected there, and what would repair it. */
export interface Note {
  readonly message: string;
  readonly expected?: string;
  readonly hint?: string;
}

const separator = "\u001f";

/** Packs a note into the one text that a schema issue can carry. */
export function packNote(note: Note): string {
  return [note.message, note.expected ?? "", note.hint ?? ""].join(separator);
}

/** Reads a packed note back; a text that was never packed is a message alone. */
export function unpackNote(text: string): Note {
  const [message = "", expected, hint] = text.split(separator);
  return { message, ...(expected ? { expected } : {}), ...(hint ? { hint } : {}) };
}
