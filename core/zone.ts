import type { DurationMs, EpochMs } from "./time.ts";

/** How far the clock on the wall is ahead of UTC at a moment. */
export type ZoneOffset = (at: EpochMs) => DurationMs;

/** The offset an ISO text or a time-zone name writes: `Z`, `+01:00`, `-0330`. */
export function offsetIn(text: string): DurationMs {
  if (text === "Z") return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return (text.startsWith("-") ? -minutes : minutes) * 60_000;
}

/** Offsets of an IANA zone, remembered by quarter of an hour: no zone changes its offset inside one. */
export function zoneOffset(zone: string): ZoneOffset {
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

/** A stretch of each day by the clock on the wall, in minutes after midnight; one that ends before it begins goes over midnight. */
export interface DayStretch {
  readonly from: number;
  readonly to: number;
}

/** One such stretch of one day: [from, to). */
export interface Stretch {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const minute: DurationMs = 60_000;
const day: DurationMs = 86_400_000;

/** When the clock on the wall shows this; a time it skips counts as the moment of the skip or near it, one it shows twice as the first. */
function momentOf(local: number, offset: ZoneOffset): EpochMs {
  const before = local - offset(local - day);
  return before + offset(before) === local ? before : local - offset(local + day);
}

/** The stretches of the days around a moment, earliest first: the last one over, the one under way, and the next are among them. */
export function stretchesAround({ from, to }: DayStretch, offset: ZoneOffset, at: EpochMs): readonly Stretch[] {
  const today = Math.floor((at + offset(at)) / day) * day;
  return [-2, -1, 0, 1].map((away) => {
    const midnight = today + away * day;
    const last = to > from ? to : to + 1440;
    return { from: momentOf(midnight + from * minute, offset), to: momentOf(midnight + last * minute, offset) };
  });
}
