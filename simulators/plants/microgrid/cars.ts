import { hashed } from "../exact.ts";
import type { LocalTime } from "./clock.ts";

/** A car at the charger: from when until when by local clocks, and what it wants. */
export interface Car {
  /** Unlike that of any other visit. */
  readonly visit: number;
  /** kWh. */
  readonly wants: number;
}

/** Visits of a day by local hours: when the first may come and the last, how long it stays at least and at most, how likely. */
const visits = [
  { from: 7.5, until: 9.5, shortest: 2, longest: 3.5, likely: 0.6 },
  { from: 13.2, until: 14.5, shortest: 1, longest: 2.5, likely: 0.7 },
  { from: 17.1, until: 18, shortest: 4, longest: 13, likely: 0.9 },
] as const;

function visitOf(seed: number, day: number, index: number, hour: number): Car | undefined {
  const kind = visits[index];
  const visit = day * visits.length + index;
  const draw = (stream: number): number => hashed(seed, stream, visit);
  if (kind === undefined || draw(51) >= kind.likely) return undefined;
  const comes = kind.from + (kind.until - kind.from) * draw(52);
  const leaves = comes + kind.shortest + (kind.longest - kind.shortest) * draw(53);
  return hour >= comes && hour < leaves ? { visit, wants: 6 + 40 * draw(54) } : undefined;
}

/** The car that stands at the charger; undefined when none does. The last of a day may stay over midnight. */
export function carAt(seed: number, { day, hour }: Pick<LocalTime, "day" | "hour">): Car | undefined {
  for (let index = 0; index < visits.length; index += 1) {
    const car = visitOf(seed, day, index, hour);
    if (car !== undefined) return car;
  }
  return visitOf(seed, day - 1, visits.length - 1, hour + 24);
}
