import type { EpochMs } from "../../../core/time.ts";
import { type ZoneOffset, zoneOffset } from "../../../core/zone.ts";
import { type ReadWritten, readIso, timeFormat } from "./time-format.ts";

/** A data message has no time before it. Source: Sparkplug B protobuf, Payload.Metric.timestamp, uint64 of milliseconds. */
const earliest: EpochMs = 0;
/** Nanoseconds in 64 bits with a sign, as stores and their queries count them, end in April 2262. */
const end: EpochMs = Date.UTC(2262, 0, 1);

/** How the times of a recorded file are written. */
export interface RecordedTime {
  /** The columns that hold the time; their texts are joined by a blank. */
  readonly column: readonly string[];
  /** IANA zone of times that carry no offset. */
  readonly zone: string;
  /** As `time-format.ts` reads them; without it as in ISO 8601. */
  readonly format?: string | undefined;
}

/** A moment, or in words why a text is none. */
export type ReadTime = { readonly at: EpochMs } | { readonly problem: string };

/**
 * A reader for the times of one file, as UTC; it is told the moment of the row before. A time that the clock of the zone showed
 * twice is the earlier one, unless the file has passed that already; a time that the clock skipped does not exist.
 */
export function timeReader({ zone, format }: RecordedTime): (text: string, previous: EpochMs) => ReadTime {
  const offset = zoneOffset(zone);
  const read: ReadWritten = format === undefined ? readIso : (timeFormat(format) ?? (() => undefined));
  const spelling =
    format ?? "a time such as 2025-09-12T08:00:00, with or without its own offset (Z, +01:00), or a `format`";
  return (text, previous) => {
    const written = read(text);
    if (written === undefined) return { problem: `\`${text}\` is no time; expected ${spelling}` };
    const { wall, offset: own } = written;
    const meant = own === undefined ? meanings(wall, offset) : [wall - own];
    const at = meant.find((moment) => moment > previous) ?? meant.at(-1);
    if (at === undefined) return { problem: `the clock of ${zone} skipped ${text}` };
    if (at < earliest || at >= end)
      return { problem: `${text} is outside the years 1970 to 2261, which can be stored` };
    if (at > previous) return { at };
    const fault = at < previous ? "is before the row above" : "is the time of the row above too";
    return { problem: `${text} ${fault}; expected rows in order of time, one for each moment` };
  };
}

/** The moments at which the clock on the wall showed this time, earliest first. */
function meanings(local: number, offset: ZoneOffset): EpochMs[] {
  const day = 86_400_000;
  const offsets = new Set([offset(local - day), offset(local + day)]);
  const moments = [...offsets].map((ahead) => local - ahead).filter((at) => at + offset(at) === local);
  return moments.sort((a, b) => a - b);
}
