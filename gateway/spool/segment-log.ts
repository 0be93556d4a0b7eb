import { type Boot, bootKey } from "../../core/ids.ts";
import type { Disk, DiskFile } from "../../core/ports/disk.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Counts, ReadingBatch } from "./columns.ts";
import { type Frame, frameAt, scanFrames } from "./frame.ts";
import { holesOf, type Lost } from "./recover.ts";
import { makeFooter, makeHead, type Segment, type Stream, segmentName } from "./segment.ts";

/** What a log is made with. */
export interface LogOptions {
  readonly disk: Disk;
  readonly directory: string;
  readonly stream: Stream;
  readonly boot: Boot;
  /** A segment is finished when it holds this many bytes. */
  readonly segmentSize: number;
  /** What the head of the next segment says besides whose it is. */
  readonly headDetails: () => Readonly<Record<string, unknown>>;
  readonly counts: () => Counts;
  /** Called when a finished segment turns out to be damaged. */
  readonly onLost: (lost: Lost) => void;
}

/** One frame on its way to disk. */
export interface Outgoing {
  readonly bytes: Uint8Array;
  readonly lo: number;
  readonly hi: number;
  /** World time. */
  readonly at: EpochMs;
  /** The readings inside, when it holds readings. */
  readonly rows?: ReadingBatch;
}

/** Sound frames of one segment. */
export interface FramesRead {
  readonly segment: Segment;
  readonly frames: readonly Frame[];
}

interface Place {
  readonly offset: number;
  readonly length: number;
  readonly lo: number;
  readonly hi: number;
}

interface Active {
  readonly file: DiskFile;
  readonly segment: Segment;
  /** The directory knows this file durably. */
  listed: boolean;
}

const cachedIndexes = 4;
const toleratedFailures = 3;

/** The segments of one stream: those of earlier boots to read, one of this boot to append to. */
export class SegmentLog {
  readonly #options: LogOptions;
  /** The boot this log appends to. */
  readonly boot: string;
  readonly #segments: Segment[];
  readonly #indexes = new Map<Segment, Place[]>();
  readonly #failures = new Map<Segment, number>();
  #active: Active | undefined;
  #attempt = 0;

  constructor(options: LogOptions, found: readonly Segment[]) {
    this.#options = options;
    this.boot = bootKey(options.boot);
    this.#segments = [...found];
  }

  /** Oldest first. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get active(): Segment | undefined {
    return this.#active?.segment;
  }

  get size(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.size, 0);
  }

  /**
   * Makes frames durable, in order. On failure (AppError `disk-failed`) none of them counts and the segment is given up: the caller
   * writes the same frames again, which begins a new one.
   */
  async write(frames: readonly Outgoing[]): Promise<void> {
    const first = frames[0];
    if (first === undefined) return;
    await this.#finishWhenFull(first.lo);
    try {
      const active = this.#active ?? (await this.#begin(first.lo, first.at));
      const places: Place[] = [];
      let offset = active.file.size;
      for (const { bytes, lo, hi } of frames) {
        await active.file.append(bytes);
        places.push({ offset, length: bytes.length, lo, hi });
        offset += bytes.length;
      }
      await active.file.sync();
      if (!active.listed) await this.#options.disk.syncDirectory(this.#options.directory);
      active.listed = true;
      this.#indexes.get(active.segment)?.push(...places);
      const last = frames.at(-1) ?? first;
      active.segment.hi = last.hi;
      active.segment.endedAt = last.at;
      active.segment.size = offset;
    } catch (error) {
      await this.#giveUp();
      throw error;
    }
  }

  /** Begins this boot's first segment before there is anything to put into it. */
  async begin(at: EpochMs): Promise<void> {
    try {
      const active = await this.#begin(0, at);
      await active.file.sync();
      await this.#options.disk.syncDirectory(this.#options.directory);
      active.listed = true;
    } catch (error) {
      await this.#giveUp();
      throw error;
    }
  }

  /** Writes the footer of the active segment, so that the next start need not read it. */
  async finish(): Promise<void> {
    const active = this.#active;
    if (active === undefined) return;
    this.#active = undefined;
    try {
      const footer = makeFooter(active.segment, this.#options.counts());
      await active.file.append(footer);
      await active.file.sync();
      active.segment.size += footer.length;
    } catch {
      // Without a footer the next start reads the whole segment: nothing is lost.
    }
    await active.file.close().catch(() => undefined);
  }

  /** Takes a segment out of the catalogue; `unlink` removes its file afterwards. */
  drop(segment: Segment): void {
    const at = this.#segments.indexOf(segment);
    if (at >= 0) this.#segments.splice(at, 1);
    this.#indexes.delete(segment);
    this.#failures.delete(segment);
  }

  async unlink(segment: Segment): Promise<void> {
    await this.#options.disk.unlink(`${this.#options.directory}/${segment.name}`).catch(() => undefined);
  }

  /**
   * Sound frames from the one that holds `sequence` on, of one segment, up to about `bytes`. Undefined when the sequence is not held.
   * Damage met on the way is reported as lost and left out. Rejects when the file cannot be read for the moment.
   */
  async read(boot: string, sequence: number, bytes: number): Promise<FramesRead | undefined> {
    const segment = this.#segments.find((one) => one.boot === boot && one.lo <= sequence && sequence <= one.hi);
    if (segment === undefined) return undefined;
    const index = await this.#indexOf(segment);
    const wanted = stretchOf(index, sequence, bytes);
    const [first, last] = [wanted[0], wanted.at(-1)];
    if (first === undefined || last === undefined) return { segment, frames: [] };
    const content = await this.#content(segment, first.offset, last.offset + last.length - first.offset);
    const frames: Frame[] = [];
    for (const place of wanted) {
      const frame = frameAt(content, place.offset - first.offset);
      if (frame?.kind === segment.stream && frame.firstSeq === place.lo) frames.push(frame);
      else this.#rotten(segment, index, place);
    }
    return { segment, frames };
  }

  #rotten(segment: Segment, index: Place[], place: Place): void {
    index.splice(index.indexOf(place), 1);
    for (const lost of holesOf({ ...segment, lo: place.lo, hi: Math.min(place.hi, segment.hi) }, []))
      this.#options.onLost(lost);
  }

  async #indexOf(segment: Segment): Promise<Place[]> {
    const known = this.#indexes.get(segment);
    if (known !== undefined) return known;
    const { frames } = scanFrames(await this.#content(segment, 0, segment.size));
    const data = frames.filter((frame) => frame.kind === segment.stream);
    for (const lost of holesOf(segment, data)) this.#options.onLost(lost);
    const places = data.map(({ offset, length, firstSeq, count }) => {
      return { offset, length, lo: firstSeq, hi: firstSeq + count - 1 };
    });
    this.#remember(segment, places);
    return places;
  }

  #remember(segment: Segment, places: Place[]): void {
    this.#indexes.set(segment, places);
    for (const oldest of this.#indexes.keys()) {
      if (this.#indexes.size <= cachedIndexes) break;
      if (oldest !== this.#active?.segment) this.#indexes.delete(oldest);
    }
  }

  /** A file that cannot be read three times in a row counts as empty. */
  async #content(segment: Segment, offset: number, length: number): Promise<Uint8Array> {
    try {
      const file = await this.#options.disk.open(`${this.#options.directory}/${segment.name}`);
      try {
        const bytes = await file.read(offset, length);
        this.#failures.delete(segment);
        return bytes;
      } finally {
        await file.close();
      }
    } catch (error) {
      const failures = (this.#failures.get(segment) ?? 0) + 1;
      this.#failures.set(segment, failures);
      if (failures < toleratedFailures) throw error;
      return new Uint8Array(0);
    }
  }

  async #finishWhenFull(lo: number): Promise<void> {
    const active = this.#active;
    if (active === undefined) return;
    if (active.segment.size >= this.#options.segmentSize || active.segment.hi + 1 !== lo) await this.finish();
  }

  async #begin(lo: number, at: EpochMs): Promise<Active> {
    const { disk, directory, stream, boot, headDetails } = this.#options;
    const name = segmentName({ stream, boot, lo, attempt: this.#attempt++ });
    const head = makeHead({ name, stream, boot, lo, attempt: 0 }, at, headDetails());
    const file = await disk.open(`${directory}/${name}`);
    const segment: Segment = {
      name,
      stream,
      boot: this.boot,
      lo,
      hi: lo - 1,
      size: head.length,
      startedAt: at,
      endedAt: at,
    };
    this.#active = { file, segment, listed: false };
    this.#segments.push(segment);
    await file.append(head);
    this.#remember(segment, []);
    return this.#active;
  }

  /** After a failure the file counts up to its last good sync; an empty one goes. */
  async #giveUp(): Promise<void> {
    const active = this.#active;
    this.#active = undefined;
    if (active === undefined) return;
    await active.file.close().catch(() => undefined);
    if (active.segment.hi >= active.segment.lo) return;
    this.drop(active.segment);
    await this.unlink(active.segment);
  }
}

/** The place that holds a sequence and those behind it, as far as the bytes reach. */
function stretchOf(index: readonly Place[], sequence: number, bytes: number): readonly Place[] {
  const from = index.findIndex((place) => place.lo <= sequence && sequence <= place.hi);
  const start = index[from];
  if (start === undefined) return [];
  let to = from + 1;
  for (let place = index[to]; place !== undefined; place = index[++to]) {
    if (place.offset + place.length - start.offset > bytes) break;
  }
  return index.slice(from, to);
}
