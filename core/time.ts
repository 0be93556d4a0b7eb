/** World time: milliseconds since 1970-01-01T00:00:00Z, UTC. It is the file's time in a replay and may run N times faster. */
export type EpochMs = number;

/** I/O time: milliseconds on a clock that never steps; its zero means nothing. Sockets, leases and expiry use it. */
export type MonotonicMs = number;

/** A length of time in milliseconds. */
export type DurationMs = number;

const unitMs: Readonly<Record<string, DurationMs>> = {
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  week: 604_800_000,
};

/** The spelling every duration in a configuration has: a number and a unit (`300ms`, `1 week`). */
export const durationPattern = /^(\d+(?:\.\d+)?) ?(ms|s|min|h|d|week)$/;

/** Reads a duration such as `5min`; `undefined` when the text is not one (a bare number never is). */
export function parseDuration(text: string): DurationMs | undefined {
  const match = durationPattern.exec(text);
  if (match === null) return undefined;
  const unit = unitMs[match[2] ?? ""];
  return unit === undefined ? undefined : Number(match[1]) * unit;
}

/** Writes a duration with the largest unit that keeps it whole: 300000 is `5min`. */
export function formatDuration(duration: DurationMs): string {
  for (const unit of ["d", "h", "min", "s"]) {
    const size = unitMs[unit] ?? 1;
    if (duration >= size && duration % size === 0) return `${duration / size}${unit}`;
  }
  return `${duration}ms`;
}

const momentPattern = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads a moment such as `2026-02-12T08:30:00+01:00`; `undefined` when the text is not one, or has no offset from UTC. */
export function parseMoment(text: string): EpochMs | undefined {
  const [, date = ""] = momentPattern.exec(text) ?? [];
  // A day that does not exist, such as 30 February, is read as a later one.
  const day = Date.parse(`${date}T00:00:00Z`);
  const moment = Date.parse(text);
  if (Number.isNaN(day) || Number.isNaN(moment)) return undefined;
  return new Date(day).toISOString().startsWith(date) ? moment : undefined;
}

/** The earlier of two moments of one clock, where undefined is never. */
export function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}
