import type { Quality } from "../../core/quality.ts";
import type { Reading } from "../../core/reading.ts";
import type { EpochMs } from "../../core/time.ts";
import { type Carried, ColumnBuffer, type Counts, carried, type ReadingBatch, type Row } from "../spool/columns.ts";
import type { Dictionary } from "../spool/dictionary.ts";
import { PublishFilter, type PublishRule } from "./publish-filter.ts";
import { RecentTimes } from "./recent-times.ts";

/** What numbering starts from. */
export interface NumberingOptions {
  readonly dictionary: Dictionary;
  /** By path; variables without a rule are sent always. */
  readonly publish: ReadonlyMap<string, PublishRule>;
  /** When each variable was last measured, from the spool. */
  readonly lastMeasuredAt: ReadonlyMap<string, EpochMs>;
}

/** Readings that got their numbers. */
export interface Numbered {
  readonly batch: ReadingBatch;
  readonly counts: Counts;
}

interface Variable {
  readonly device: string;
  readonly times: RecentTimes;
  readonly filter: PublishFilter | undefined;
  /** Quality is said when not good, once after that, and at each boot. */
  saysQuality: boolean;
}

const codes: Readonly<Record<Quality, Carried>> = {
  good: carried.good,
  uncertain: carried.uncertain,
  bad: carried.bad,
};

/**
 * Gives every reading its class: assigned (a sequence), folded (a deadband), or superseded (its moment is taken). Readings of one
 * device that come together get consecutive sequences, so that one message can carry them.
 */
export class Numbering {
  readonly #variables: readonly Variable[];
  readonly #index: ReadonlyMap<string, number>;
  readonly #buffer = new ColumnBuffer();
  #next = 0;
  #measured = 0;
  #folded = 0;
  #superseded = 0;

  constructor({ dictionary, publish, lastMeasuredAt }: NumberingOptions) {
    this.#index = new Map(dictionary.paths.map((path, i) => [path, i]));
    this.#variables = dictionary.paths.map((path): Variable => {
      const rule = publish.get(path);
      const times = new RecentTimes();
      const last = lastMeasuredAt.get(path);
      if (last !== undefined) times.take(last);
      const device = path.slice(0, path.indexOf("/"));
      return { device, times, filter: rule && new PublishFilter(rule), saysQuality: true };
    });
  }

  get counts(): Counts {
    return { measured: this.#measured, folded: this.#folded, superseded: this.#superseded };
  }

  /** The sequence the next reading gets. */
  get next(): number {
    return this.#next;
  }

  /** Numbers readings; undefined when none of them is left. Throws on a path that the definition does not have: a bug of the caller. */
  take(readings: readonly Reading[]): Numbered | undefined {
    const devices = new Map<string, Row[]>();
    for (const reading of readings) {
      const number = this.#index.get(reading.path);
      const variable = this.#variables[number ?? -1];
      if (number === undefined || variable === undefined)
        throw new Error(`no variable ${reading.path} in the definition`);
      const row = this.#classify(number, variable, reading);
      if (row === undefined) continue;
      const rows = devices.get(variable.device);
      if (rows === undefined) devices.set(variable.device, [row]);
      else rows.push(row);
    }
    if (devices.size === 0) return undefined;
    for (const rows of devices.values()) for (const row of rows) this.#buffer.push(row);
    const batch = this.#buffer.take(this.#next);
    this.#next += batch.length;
    return { batch, counts: this.counts };
  }

  #classify(number: number, variable: Variable, reading: Reading): Row | undefined {
    this.#measured += 1;
    const row = rowOf(number, reading);
    if (variable.filter?.folds(row) === true) {
      this.#folded += 1;
      return undefined;
    }
    if (!variable.times.take(row.measuredAt)) {
      this.#superseded += 1;
      return undefined;
    }
    variable.filter?.sent(row);
    const isGood = row.quality === carried.good;
    const quality = isGood && !variable.saysQuality ? carried.omitted : row.quality;
    variable.saysQuality = !isGood;
    return { ...row, quality };
  }
}

function rowOf(variable: number, reading: Reading): Row {
  const { value, quality, reasons, origin, receivedAt } = reading;
  const measuredAt = Math.round(reading.measuredAt);
  const received = receivedAt === undefined ? undefined : Math.round(receivedAt);
  if (quality === "bad")
    return { variable, measuredAt, value: null, quality: carried.bad, reasons, origin, receivedAt: received };
  // A number that is none must never look like a value.
  if (value === null || !Number.isFinite(value)) {
    const marked = [...new Set([...reasons, "device-fault" as const])];
    return { variable, measuredAt, value: null, quality: carried.bad, reasons: marked, origin, receivedAt: received };
  }
  return { variable, measuredAt, value, quality: codes[quality], reasons, origin, receivedAt: received };
}
