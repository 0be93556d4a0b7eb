import { hexOf } from "./bytes.ts";
import type { Definition } from "./definition.ts";

/** SHA-256 of some bytes: 32 bytes. The real side is in core/io/hash. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/**
 * JSON with one spelling only: no blanks, members sorted by their name's UTF-16 units. Throws on what JSON cannot say.
 * Source: RFC 8785 (JSON Canonicalization Scheme), 3.2.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) return canonicalObject(value);
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError(`${value} has no JSON`);
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`a ${typeof value} has no JSON`);
  return text;
}

function canonicalObject(value: object): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** The name of a definition: the first 8 bytes, as 16 hex digits, of the SHA-256 of its canonical text. */
export function definitionHash(definition: Definition, sha256: Sha256): string {
  return hexOf(sha256(new TextEncoder().encode(canonicalJson(definition))), 0, 8);
}
