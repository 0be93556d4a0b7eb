import { telegramCrc } from "../../../core/p1-crc.ts";

/** One piece of what came over a P1 line. */
export type Found =
  /** From `/` to `!`. `checked`: it carried a checksum, and the checksum fits. */
  | { readonly kind: "telegram"; readonly text: string; readonly checked: boolean; readonly bytes: number }
  /** Belongs to no telegram: the rest of one that had begun, noise between two, one without an end. */
  | { readonly kind: "noise"; readonly bytes: number }
  /** A whole telegram whose checksum does not fit. */
  | { readonly kind: "checksum"; readonly bytes: number };

/** Bytes from `/` to `!` at most; the longest real ones, with 1024 characters of text message, have half of it. */
export const longestTelegram = 8192;

/** `!`, up to four hexadecimal digits, sometimes a NUL, CR LF. */
const longestEnd = 8;

const [slash, bang, lf] = [0x2f, 0x21, 0x0a];

/**
 * Cuts what was received into telegrams and noise. `rest` is the beginning of a telegram to which more bytes may come; it
 * stays below `longestTelegram` and a few bytes. The cutting of the stream into calls changes nothing in what is found.
 *
 * A telegram begins at any `/` that is followed by three letters, and ends at a `!` at the beginning of a line. Where the
 * check of one fails, it is looked for another beginning inside it: noise may have contained a `/`.
 * Source: DSMR P1 companion standard 5.0.2, chapter 6; EN 62056-21, 6.3.2 (three letters of the manufacturer).
 */
export function findTelegrams(buffer: Uint8Array): { readonly found: readonly Found[]; readonly rest: Uint8Array } {
  const found: Found[] = [];
  const noise = (bytes: number): void => void (bytes > 0 && found.push({ kind: "noise", bytes }));
  let at = 0;
  for (;;) {
    const start = beginning(buffer, at);
    noise(start - at);
    const piece = pieceAt(buffer, start);
    if (piece === "incomplete") return { found, rest: buffer.subarray(start) };
    at = start + piece.bytes;
    if (piece.kind === "noise") noise(piece.bytes);
    else found.push(piece);
  }
}

/** Where the next telegram begins or may begin; the length of the buffer where none does. */
function beginning(buffer: Uint8Array, from: number): number {
  for (let start = buffer.indexOf(slash, from); start >= 0; start = buffer.indexOf(slash, start + 1)) {
    if (buffer.subarray(start + 1, start + 4).every(isLetter)) return start;
  }
  return buffer.length;
}

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** What begins at `start`; `bytes` is how far one may go on from there. */
function pieceAt(buffer: Uint8Array, start: number): Found | "incomplete" {
  const mark = nextMark(buffer, start);
  const length = (mark ?? buffer.length) - start;
  if (length >= longestTelegram) return { kind: "noise", bytes: beginning(buffer, start + 1) - start };
  if (mark === undefined) return "incomplete";
  if (buffer[mark] === slash) return { kind: "noise", bytes: length };
  const end = endAt(buffer, mark);
  if (end === "incomplete") return end;
  if (end === undefined) return { kind: "noise", bytes: beginning(buffer, start + 1) - start };
  const bytes = end.next - start;
  const checked = end.digits !== "";
  if (checked && Number.parseInt(end.digits, 16) !== telegramCrc(buffer, start, mark + 1)) {
    const inside = beginning(buffer, start + 1);
    return inside < mark ? { kind: "noise", bytes: inside - start } : { kind: "checksum", bytes };
  }
  return { kind: "telegram", text: textOf(buffer.subarray(start, mark + 1)), checked, bytes };
}

/** The next `!` or `/` at the beginning of a line. */
function nextMark(buffer: Uint8Array, start: number): number | undefined {
  for (let at = buffer.indexOf(lf, start); at >= 0; at = buffer.indexOf(lf, at + 1)) {
    const first = buffer[at + 1];
    if (first === bang || first === slash) return at + 1;
  }
  return undefined;
}

type End = { readonly digits: string; readonly next: number };

/** What follows the `!`; undefined when that is no end of a telegram. Meters leave leading zeros of the checksum away. */
function endAt(buffer: Uint8Array, mark: number): End | "incomplete" | undefined {
  const tail = buffer.subarray(mark + 1, mark + 1 + longestEnd);
  const stop = tail.indexOf(lf);
  if (stop < 0) return tail.length < longestEnd ? "incomplete" : undefined;
  const [, digits] = /^([0-9A-Fa-f]{0,4})\0?\r?$/.exec(textOf(tail.subarray(0, stop))) ?? [];
  return digits === undefined ? undefined : { digits, next: mark + 1 + stop + 1 };
}

const latin = new TextDecoder("latin1");
const textOf = (bytes: Uint8Array): string => latin.decode(bytes);
