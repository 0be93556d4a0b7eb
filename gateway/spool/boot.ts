import { type Boot, bootKey, parseBootKey } from "../../core/ids.ts";
import type { Disk } from "../../core/ports/disk.ts";
import { type Rng, randomHex } from "../../core/ports/rng.ts";
import { readSealed, writeSealed } from "./sealed.ts";

/** This start, and the earlier ones whose end has not yet been made known durably. */
export interface BootRecord {
  readonly boot: Boot;
  readonly unclosed: readonly string[];
}

const file = "boot";
/** A gateway that dies at every start must not write an ever longer list. */
const mostUnclosed = 100;

/**
 * Counts this start: one more than the last, or than any seen in the spool, with a fresh salt. Durable when this resolves, which
 * must be before the first publish.
 */
export async function countBoot(disk: Disk, rng: Rng, seen: readonly string[]): Promise<BootRecord> {
  const last = parseRecord(await readSealed(disk, file));
  const counters = seen.map((key) => parseBootKey(key)?.counter ?? 0);
  const counter = Math.max(last?.boot.counter ?? 0, 0, ...counters) + 1;
  const boot: Boot = { counter, salt: randomHex(rng, 8) };
  const unclosed =
    last === undefined ? [...new Set(seen)] : [...last.unclosed, bootKey(last.boot)].slice(-mostUnclosed);
  await writeRecord(disk, { boot, unclosed });
  return { boot, unclosed };
}

/** Notes that the earlier boots' ends are in the spool of this one. */
export async function noteClosed(disk: Disk, boot: Boot): Promise<void> {
  await writeRecord(disk, { boot, unclosed: [] });
}

async function writeRecord(disk: Disk, record: BootRecord): Promise<void> {
  await writeSealed(disk, file, JSON.stringify({ boot: bootKey(record.boot), unclosed: record.unclosed }));
}

/** A damaged file counts as absent: the counters in the spool's names then take its place. */
function parseRecord(text: string | undefined): BootRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== "object" || content === null) return undefined;
    const { boot: key, unclosed } = content as Record<string, unknown>;
    const boot = typeof key === "string" ? parseBootKey(key) : undefined;
    if (boot === undefined || !Array.isArray(unclosed)) return undefined;
    return { boot, unclosed: unclosed.filter((one) => typeof one === "string" && parseBootKey(one) !== undefined) };
  } catch {
    return undefined;
  }
}
