import type { ReadingColumns, Series } from "../../../core/ports/store.ts";
import type { EpochMs } from "../../../core/time.ts";
import { type FieldType, measurements } from "../../measurements.ts";
import { pointPrefix, stringField, utf8 } from "./escape.ts";
import type { LineBuffer } from "./line-buffer.ts";

/** Room for names, signs and numbers of one line, apart from series and texts. */
const ownBytes = 192;

const types: Readonly<Record<string, FieldType>> = measurements.reading.fields;

function fieldOf(name: keyof typeof measurements.reading.fields): WrittenField {
  return { name: utf8(`${name}=`), suffix: utf8(types[name] === "integer" ? "i" : "") };
}

interface WrittenField {
  readonly name: Uint8Array;
  readonly suffix: Uint8Array;
}

const fields = {
  value: fieldOf("value"),
  quality: fieldOf("quality"),
  reason: fieldOf("reason"),
  origin: fieldOf("origin"),
  received: fieldOf("received"),
};
const comma = utf8(",");
const space = utf8(" ");
const none = new Uint8Array(0);

/** Writes readings as lines. Series, texts and the time are turned into bytes once, not for each reading. */
export class ReadingLines {
  readonly #prefixes: Uint8Array[] = [];
  #texts: (Uint8Array | undefined)[] = [];
  #second = Number.NaN;
  #secondText: Uint8Array = none;

  /** Makes the series known whose numbers readings may carry. */
  learn(series: readonly (Series & { readonly id: number })[]): void {
    for (const { id, ...tags } of series) this.#prefixes[id] = utf8(pointPrefix("reading", { ...tags }));
  }

  /**
   * Writes rows of these columns from `start` on, until there are no more or the buffer is as full as `limits` says, and
   * answers the row after the last one looked at. A row that has no field at all is no point and is passed over.
   */
  write(columns: ReadingColumns, start: number, into: LineBuffer, limits: BlockLimits): number {
    if (start === 0) this.#texts = [];
    let row = start;
    while (row < columns.length && into.lines < limits.lines && into.length < limits.bytes) {
      this.#row(columns, row, into);
      row += 1;
    }
    return row;
  }

  #row(columns: ReadingColumns, row: number, into: LineBuffer): void {
    const prefix = this.#prefixes[columns.series[row] as number];
    if (prefix === undefined) throw new Error(`readings of series ${columns.series[row]}, which was never named`);
    const begin = into.length;
    into.reserve(prefix.length + ownBytes);
    into.copy(prefix);
    const first = into.length;
    const value = columns.value[row] as number;
    if (Number.isFinite(value)) {
      into.copy(fields.value.name);
      into.float(value);
    }
    const quality = columns.quality[row] as number;
    if (quality >= 0) this.#integer(fields.quality, quality, { into, first });
    const reason = columns.reason[row] as number;
    const origin = columns.origin[row] as number;
    if (reason >= 0) this.#text(fields.reason, this.#textOf(columns, reason), { into, first });
    if (origin >= 0) this.#text(fields.origin, this.#textOf(columns, origin), { into, first });
    const received = columns.receivedAt[row] as number;
    if (!Number.isNaN(received)) this.#integer(fields.received, received, { into, first });
    if (into.length === first) {
      into.length = begin;
      return;
    }
    into.copy(space);
    this.#time(columns.measuredAt[row] as number, into);
    into.endLine(row);
  }

  #integer({ name, suffix }: WrittenField, value: number, { into, first }: Line): void {
    if (into.length > first) into.copy(comma);
    into.copy(name);
    into.integer(value);
    into.copy(suffix);
  }

  #text({ name }: WrittenField, text: Uint8Array, { into, first }: Line): void {
    into.reserve(text.length + ownBytes);
    if (into.length > first) into.copy(comma);
    into.copy(name);
    into.copy(text);
  }

  #textOf({ texts }: ReadingColumns, index: number): Uint8Array {
    const known = this.#texts[index];
    if (known !== undefined) return known;
    const written = utf8(stringField(texts[index] ?? ""));
    this.#texts[index] = written;
    return written;
  }

  /** Readings of one second share the text of that second. */
  #time(at: EpochMs, into: LineBuffer): void {
    const second = Math.floor(at / 1000);
    if (second < 1) {
      into.integer(at);
      return;
    }
    if (second !== this.#second) {
      this.#second = second;
      this.#secondText = utf8(String(second));
    }
    into.copy(this.#secondText);
    const rest = at - second * 1000;
    into.ascii(rest < 10 ? "00" : rest < 100 ? "0" : "");
    into.integer(rest);
  }
}

interface Line {
  readonly into: LineBuffer;
  /** Where the fields of this line begin. */
  readonly first: number;
}

/** When a block of lines is full. */
export interface BlockLimits {
  readonly lines: number;
  readonly bytes: number;
}
