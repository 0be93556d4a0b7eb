import { type Disk, readIfPossible } from "../../core/ports/disk.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Counts } from "./columns.ts";
import { type Dictionary, readHeadDetails } from "./dictionary.ts";
import { scanFrames } from "./frame.ts";
import { LastTimes } from "./last-times.ts";
import { readReadingFrame } from "./reading-frame.ts";
import type { Found, Lost, Recovery } from "./recover.ts";
import type { Segment } from "./segment.ts";

/** An earlier boot as the spool remembers it. */
export interface EarlierBoot {
  readonly boot: string;
  /** Highest sequences on disk, -1 for none. */
  readonly lastSeq: number;
  readonly lastEventSeq: number;
  readonly counts: Counts;
  /** World time of its last frame. */
  readonly endedAt: EpochMs;
  /** Readings a second in its last segment; 0 when that cannot be told. */
  readonly rate: number;
}

/** What earlier boots left to this one. */
export interface Inheritance {
  readonly segments: readonly Segment[];
  readonly boots: readonly EarlierBoot[];
  /** By boot. */
  readonly dictionaries: ReadonlyMap<string, Dictionary>;
  /** When each variable was last measured, of readings on disk. */
  readonly last: ReadonlyMap<string, number>;
  readonly lost: readonly Lost[];
  readonly quarantined: readonly string[];
  /** Boots whose end has not been made known durably. */
  readonly unclosed: readonly string[];
}

/** Makes sense of what a recovery found. */
export async function inherit(disk: Disk, directory: string, recovery: Recovery): Promise<Inheritance> {
  const dictionaries = new Map<string, Dictionary>();
  const usable: Found[] = [];
  const lost = [...recovery.lost];
  let newest: { found: Found; last: Map<string, number> } | undefined;
  for (const found of recovery.found) {
    const { segment, head } = found;
    const details = segment.stream === "readings" ? readHeadDetails(head) : undefined;
    if (segment.stream === "readings" && details === undefined) {
      lost.push(withoutDictionary(segment));
      continue;
    }
    usable.push(found);
    if (details === undefined) continue;
    if (!dictionaries.has(segment.boot)) dictionaries.set(segment.boot, details.dictionary);
    newest = { found, last: details.last };
  }
  return {
    segments: usable.map(({ segment }) => segment),
    boots: bootsOf(usable),
    dictionaries,
    last: newest === undefined ? new Map() : await lastTimes(disk, directory, newest, dictionaries),
    lost: lost.filter(({ ranges }) => ranges.length > 0),
    quarantined: recovery.quarantined,
    unclosed: [],
  };
}

function withoutDictionary(segment: Segment): Lost {
  const { stream, boot, lo, hi, startedAt, endedAt } = segment;
  const ranges = hi < lo ? [] : [[lo, hi] as const];
  return { kind: "unreadable", stream, boot, ranges, startedAt, endedAt, reason: "spool segment without dictionary" };
}

function bootsOf(found: readonly Found[]): EarlierBoot[] {
  const boots = new Map<string, EarlierBoot>();
  for (const { segment, counts } of found) {
    const before = boots.get(segment.boot);
    const readings = segment.stream === "readings";
    const seconds = (segment.endedAt - segment.startedAt) / 1000;
    const rate = readings && seconds > 0 ? (segment.hi - segment.lo + 1) / seconds : 0;
    boots.set(segment.boot, {
      boot: segment.boot,
      lastSeq: Math.max(before?.lastSeq ?? -1, readings ? segment.hi : -1),
      lastEventSeq: Math.max(before?.lastEventSeq ?? -1, readings ? -1 : segment.hi),
      counts: counts ?? before?.counts ?? { measured: 0, folded: 0, superseded: 0 },
      endedAt: Math.max(before?.endedAt ?? 0, segment.endedAt),
      rate: rate > 0 ? rate : (before?.rate ?? 0),
    });
  }
  return [...boots.values()];
}

/** The head of the newest segment knows the times before it; its frames bring them up to date. */
async function lastTimes(
  disk: Disk,
  directory: string,
  newest: { found: Found; last: Map<string, number> },
  dictionaries: ReadonlyMap<string, Dictionary>,
): Promise<Map<string, number>> {
  const { segment } = newest.found;
  const dictionary = dictionaries.get(segment.boot);
  if (dictionary === undefined) return newest.last;
  const last = new LastTimes(dictionary, newest.last);
  for (const frame of scanFrames((await readIfPossible(disk, `${directory}/${segment.name}`)) ?? new Uint8Array(0))
    .frames) {
    const batch = frame.kind === "readings" ? readReadingFrame(frame) : undefined;
    if (batch !== undefined) last.note(batch);
  }
  return last.byPath();
}
