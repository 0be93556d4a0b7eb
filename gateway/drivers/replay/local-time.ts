import type { DurationMs, EpochMs } from "../../../core/time.ts";

const written =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?)?\s?(Z|[+-]\d{2}:?\d{2})?$/;

/** How a time in a recorded file may be written, for messages. */
export const timeSpelling = "a time such as 2025-09-12T08:00:00, with or without its own offset (Z, +01:00)";

type Parsed =
  | { readonly ok: true; readonly at: EpochMs }
  | { readonly ok: false; readonly problem: "spelling" | "skipped" };

/** Reads the times of one file, in their order, as UTC. */
export type TimeReader = (text: string) => Parsed;

/**
 * A reader for times that carry no offset and are local to an IANA zone. A time that the clock showed twice is the
 * earlier one, unless the file has already passed it; a time that the clock skipped does not exist.
 */
export function timeReader(zone: string): TimeReader {
  const offset = offsetsOf(zone);
  let previous = Number.NEGATIVE_INFINITY;
  return (text) => {
    const match = written.exec(text);
    const local = match === null ? undefined : wallTime(match);
    if (match === null || local === undefined) return { ok: false, problem: "spelling" };
    const own = match[8];
    const candidates = own === undefined ? meanings(local, offset) : [local - offsetIn(own)];
    const at = candidates.find((candidate) => candidate > previous) ?? candidates.at(-1);
    if (at === undefined) return { ok: false, problem: "skipped" };
    previous = at;
    return { ok: true, at };
  };
}

/** The written date and time as if it were UTC; undefined when there is no such day or time. */
function wallTime(match: RegExpExecArray): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const at = Date.UTC(year, month - 1, day, hour, minute, second, Number((match[7] ?? "0").padEnd(3, "0")));
  const isReal = month >= 1 && month <= 12 && day <= daysIn(year, month) && day >= 1;
  return isReal && hour < 24 && minute < 60 && second < 60 ? at : undefined;
}

function daysIn(year: number, month: number): number {
  return (Date.UTC(year, month, 1) - Date.UTC(year, month - 1, 1)) / 86_400_000;
}

function offsetIn(text: string): DurationMs {
  if (text === "Z") return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return (text.startsWith("-") ? -minutes : minutes) * 60_000;
}

/** The moments at which the clock on the wall showed this time, earliest first. */
function meanings(local: number, offset: (at: EpochMs) => DurationMs): EpochMs[] {
  const day = 86_400_000;
  const offsets = new Set([offset(local - day), offset(local + day)]);
  const moments = [...offsets].map((ahead) => local - ahead).filter((at) => at + offset(at) === local);
  return moments.sort((a, b) => a - b);
}

/** Offsets of a zone, remembered by quarter of an hour: no zone changes its offset inside one. */
function offsetsOf(zone: string): (at: EpochMs) => DurationMs {
  if (zone === "UTC") return () => 0;
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const known = new Map<number, DurationMs>();
  return (at) => {
    const quarter = Math.floor(at / 900_000);
    const remembered = known.get(quarter);
    if (remembered !== undefined) return remembered;
    if (known.size > 1000) known.clear();
    const name = format.formatToParts(quarter * 900_000).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
    const offset = name === "GMT" ? 0 : offsetIn(name.slice(3));
    known.set(quarter, offset);
    return offset;
  };
}
