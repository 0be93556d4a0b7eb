import { AppError } from "../../core/errors.ts";
import { bootKey } from "../../core/ids.ts";
import { type Interval, Intervals } from "../../core/intervals.ts";
import type { Disk, DiskFile } from "../../core/ports/disk.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Counts } from "./columns.ts";
import { type Frame, frameAt, labelLength, scanFrames } from "./frame.ts";
import { countsOf } from "./reading-frame.ts";
import {
  footerLength,
  makeFooter,
  parseSegmentName,
  readFooter,
  readHead,
  type Segment,
  type SegmentName,
  type Stream,
} from "./segment.ts";

/** A segment that an earlier boot, or this one, left on disk. */
export interface Found {
  readonly segment: Segment;
  readonly head: Readonly<Record<string, unknown>>;
  /** The counts after its last readings; undefined when it holds none. */
  readonly counts: Counts | undefined;
  /** It had its footer: it ends where its writer ended it. */
  readonly wasFinished: boolean;
}

/** Sequences that were given up for want of space, or that cannot be read any more. */
export interface Lost {
  readonly kind: "dropped" | "unreadable";
  readonly stream: Stream;
  readonly boot: string;
  readonly ranges: readonly Interval[];
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
  readonly reason: string;
}

/** What a start finds: the usable segments in order of boot and sequence, and what is gone. */
export interface Recovery {
  readonly found: readonly Found[];
  readonly lost: readonly Lost[];
  /** Files that were no segment any more and were set aside as `….bad`, or removed as never begun. */
  readonly quarantined: readonly string[];
}

const unreadable = "spool segment unreadable";
const damaged = "spool segment damaged";
const keptBadFiles = 8;

/**
 * Looks through a spool directory and repairs it: torn ends are cut off, unfinished segments are finished, files that make no
 * sense are set aside. Never fails because of what is in a file.
 */
export async function recoverSegments(disk: Disk, directory: string): Promise<Recovery> {
  const names = (await disk.list(directory)).map(parseSegmentName).filter((name) => name !== undefined);
  names.sort(byPosition);
  const found: Found[] = [];
  const losses: Loss[] = [];
  const quarantined: string[] = [];
  for (const [i, name] of names.entries()) {
    const looked = await lookInside(disk, directory, name);
    const nextLo = nextOfSameBoot(name, names[i + 1]);
    if (looked.kind === "found") {
      found.push(looked.found);
      for (const lost of [...looked.lost, ...cutOff(looked.found, nextLo)]) losses.push({ file: name.name, lost });
      continue;
    }
    const hi = Math.max(looked.hi, nextLo - 1);
    if (hi >= name.lo) losses.push({ file: name.name, lost: wholeLoss(name, hi, looked) });
    quarantined.push(name.name);
    await setAside(disk, directory, name.name, looked.kind === "nothing" && hi < name.lo);
  }
  clipOverlaps(found);
  await forgetOldBadFiles(disk, directory);
  await disk.syncDirectory(directory);
  return { found, lost: losses.flatMap((loss) => notElsewhere(loss, found)), quarantined };
}

/** What is lost in one file. */
interface Loss {
  readonly file: string;
  readonly lost: Lost;
}

/** After a failed sync the same numbers stand in a later file as well. */
function notElsewhere({ file, lost }: Loss, found: readonly Found[]): Lost[] {
  const left = Intervals.of(lost.ranges);
  for (const { segment } of found) {
    if (segment.name !== file && segment.stream === lost.stream && segment.boot === lost.boot) {
      left.remove(segment.lo, segment.hi);
    }
  }
  return left.isEmpty ? [] : [{ ...lost, ranges: left.ranges }];
}

function byPosition(a: SegmentName, b: SegmentName): number {
  if (a.stream !== b.stream) return a.stream < b.stream ? -1 : 1;
  if (a.boot.counter !== b.boot.counter) return a.boot.counter - b.boot.counter;
  if (a.boot.salt !== b.boot.salt) return a.boot.salt < b.boot.salt ? -1 : 1;
  return a.lo - b.lo || a.attempt - b.attempt;
}

type Looked =
  | { readonly kind: "found"; readonly found: Found; readonly lost: readonly Lost[] }
  | {
      readonly kind: "nothing" | "unsound";
      readonly hi: number;
      readonly startedAt: EpochMs;
      readonly endedAt: EpochMs;
    };

async function lookInside(disk: Disk, directory: string, name: SegmentName): Promise<Looked> {
  try {
    const file = await disk.open(`${directory}/${name.name}`);
    try {
      return (await lookAtEnds(file, name)) ?? (await lookAtAll(file, name));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: "unsound", hi: -1, startedAt: 0, endedAt: 0 };
  }
}

/** A finished segment says all in its first and last frame. */
async function lookAtEnds(file: DiskFile, name: SegmentName): Promise<Looked | undefined> {
  const footer = readFooter(await file.read(Math.max(0, file.size - footerLength), footerLength));
  if (footer === undefined || footer.frame.firstSeq !== name.lo) return undefined;
  const headFrame = await firstFrame(file);
  const head = readHead(headFrame, name);
  if (headFrame === undefined || head === undefined) return undefined;
  const { count, at } = footer.frame;
  const segment = segmentOf(name, { hi: name.lo + count - 1, size: file.size, startedAt: headFrame.at, endedAt: at });
  const counts = name.stream === "readings" && count > 0 ? footer.counts : undefined;
  return { kind: "found", found: { segment, head, counts, wasFinished: true }, lost: [] };
}

async function firstFrame(file: DiskFile): Promise<Frame | undefined> {
  const label = await file.read(0, labelLength);
  if (label.length < labelLength) return undefined;
  const payloadLength = new DataView(label.buffer, label.byteOffset).getUint32(4, true);
  if (labelLength + payloadLength > file.size) return undefined;
  return frameAt(await file.read(0, labelLength + payloadLength), 0);
}

/** An unfinished or damaged segment is read whole, mended and finished. */
async function lookAtAll(file: DiskFile, name: SegmentName): Promise<Looked> {
  const scan = scanFrames(await file.read(0, file.size));
  const first = scan.frames[0];
  const last = scan.frames.at(-1);
  if (first === undefined || last === undefined) return { kind: "nothing", hi: -1, startedAt: 0, endedAt: 0 };
  const data = scan.frames.filter((frame) => frame.kind === name.stream);
  const hi = Math.max(name.lo - 1, ...scan.frames.map((frame) => frame.firstSeq + frame.count - 1));
  const head = readHead(first, name);
  if (head === undefined) return { kind: "unsound", hi, startedAt: first.at, endedAt: last.at };
  const lastData = data.at(-1);
  const counts = name.stream === "readings" && lastData !== undefined ? countsOf(lastData) : undefined;
  const segment = segmentOf(name, { hi, size: scan.end, startedAt: first.at, endedAt: last.at });
  await mend(file, segment, { end: scan.end, finished: last.kind === "footer", counts });
  return { kind: "found", found: { segment, head, counts, wasFinished: false }, lost: holesOf(segment, data) };
}

/** Cuts a torn end off and finishes the segment; where the disk refuses, the next start tries again. */
async function mend(
  file: DiskFile,
  segment: Segment,
  how: { end: number; finished: boolean; counts: Counts | undefined },
): Promise<void> {
  try {
    if (file.size > how.end) await file.truncate(how.end);
    if (!how.finished) {
      const footer = makeFooter(segment, how.counts ?? { measured: 0, folded: 0, superseded: 0 });
      await file.append(footer);
      segment.size += footer.length;
    }
    await file.sync();
  } catch (error) {
    keepGoing(error);
  }
}

function segmentOf(name: SegmentName, rest: Pick<Segment, "hi" | "size" | "startedAt" | "endedAt">): Segment {
  return { name: name.name, stream: name.stream, boot: bootKey(name.boot), lo: name.lo, ...rest };
}

/** The sequences of a segment that no sound frame holds. */
export function holesOf(segment: Segment, frames: readonly Frame[]): Lost[] {
  const holes = Intervals.of([[segment.lo, segment.hi]]);
  for (const frame of frames) holes.remove(frame.firstSeq, frame.firstSeq + frame.count - 1);
  if (holes.isEmpty) return [];
  const { stream, boot, startedAt, endedAt } = segment;
  return [{ kind: "unreadable", stream, boot, ranges: holes.ranges, startedAt, endedAt, reason: damaged }];
}

function wholeLoss(name: SegmentName, hi: number, when: { startedAt: EpochMs; endedAt: EpochMs }): Lost {
  const { startedAt, endedAt } = when;
  return {
    kind: "unreadable",
    stream: name.stream,
    boot: bootKey(name.boot),
    ranges: [[name.lo, hi]],
    startedAt,
    endedAt,
    reason: unreadable,
  };
}

async function setAside(disk: Disk, directory: string, name: string, worthless: boolean): Promise<void> {
  const path = `${directory}/${name}`;
  const action = worthless ? disk.unlink(path) : disk.rename(path, `${path}.bad`);
  await action.catch(keepGoing);
}

async function forgetOldBadFiles(disk: Disk, directory: string): Promise<void> {
  const bad = (await disk.list(directory)).filter((name) => name.endsWith(".bad"));
  for (const name of bad.slice(0, Math.max(0, bad.length - keptBadFiles))) {
    await disk.unlink(`${directory}/${name}`).catch(keepGoing);
  }
}

/** A file that can neither be read nor moved stays where it is; the spool opens without it. */
function keepGoing(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
}

/** An unfinished segment ended where the next one of its boot begins: what is missing there was cut off. */
function cutOff({ segment, wasFinished }: Found, nextLo: number): Lost[] {
  const { stream, boot, hi, startedAt, endedAt } = segment;
  if (wasFinished || hi + 1 >= nextLo) return [];
  return [{ kind: "unreadable", stream, boot, ranges: [[hi + 1, nextLo - 1]], startedAt, endedAt, reason: damaged }];
}

/** -1 when there is none. */
function nextOfSameBoot(name: SegmentName, next: SegmentName | undefined): number {
  const follows = next !== undefined && next.stream === name.stream && bootKey(next.boot) === bootKey(name.boot);
  return follows ? next.lo : -1;
}

/** After a failed sync the same sequences stand in two files: the later one counts. */
function clipOverlaps(found: readonly Found[]): void {
  let later: Segment | undefined;
  for (const { segment } of [...found].reverse()) {
    const same = later !== undefined && later.stream === segment.stream && later.boot === segment.boot;
    if (same && later !== undefined) segment.hi = Math.min(segment.hi, later.lo - 1);
    if (!same || segment.hi >= segment.lo) later = segment;
  }
}
