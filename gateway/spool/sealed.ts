import { crc32 } from "../../core/io/hash.ts";
import { type Disk, readIfPossible, writeAtomically } from "../../core/ports/disk.ts";

const sealLength = 9;

/** Keeps a small text so that it survives a power cut and damage to it is noticed: its CRC-32, in hex, is the last line. */
export async function writeSealed(disk: Disk, path: string, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  await writeAtomically(disk, path, new TextEncoder().encode(`${text}${sealOf(bytes)}`));
}

/** The text as it was written; undefined when the file is absent, damaged or unreadable. */
export async function readSealed(disk: Disk, path: string): Promise<string | undefined> {
  const bytes = await readIfPossible(disk, path);
  if (bytes === undefined || bytes.length < sealLength) return undefined;
  const content = bytes.subarray(0, bytes.length - sealLength);
  const seal = new TextDecoder().decode(bytes.subarray(content.length));
  return seal === sealOf(content) ? new TextDecoder().decode(content) : undefined;
}

function sealOf(bytes: Uint8Array): string {
  return `\n${crc32(bytes).toString(16).padStart(8, "0")}`;
}
