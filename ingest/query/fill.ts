import type { Fill } from "../../core/influxql/ast.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { Call, SelectPlan } from "./plan.ts";
import type { Budget, Cell } from "./table.ts";

/** The points of one column in the order asked. */
export interface Points {
  readonly times: readonly number[];
  readonly values: readonly Cell[];
}

/** The start of the bucket that a moment lies in. */
export function bucketOf(time: EpochMs, interval: DurationMs, offset: DurationMs): EpochMs {
  return Math.floor((time - offset) / interval) * interval + offset;
}

/** The first and the last bucket of the asked range; null where it has no bound. The first may start before the range. */
function asked(
  plan: SelectPlan,
  interval: DurationMs,
): { readonly low: EpochMs | null; readonly high: EpochMs | null } {
  const { from, to, lead } = plan.time;
  const bucket = (time: EpochMs): EpochMs => bucketOf(time, interval, plan.offset);
  return {
    low: from === null ? null : bucket(lead > 0 ? from - 1 : from),
    high: to === null ? null : bucket(to - 1),
  };
}

/**
 * Puts a value into every empty bucket of the asked range, as InfluxDB 1.6.7 does: a column without any point stays empty;
 * without a lower bound the filling ends (or begins) at the column's earliest point; `previous` is the one before in the
 * order asked; `linear` leaves null outside the points; the empty bucket of a count is 0 where others are null.
 */
export function filled(points: Points, plan: SelectPlan, call: Call, budget: Budget): Points {
  const { interval, descending } = plan;
  const [firstTime] = points.times;
  const lastTime = points.times.at(-1);
  if (interval === null || plan.fill.kind === "none" || firstTime === undefined || lastTime === undefined)
    return points;
  const { low, high } = asked(plan, interval);
  const start = descending ? (high ?? firstTime) : (low ?? firstTime);
  const end = descending ? (low ?? lastTime) : (high ?? lastTime);
  const count = Math.abs(end - start) / interval + 1;
  budget.spendRows(count - points.times.length);
  const step = descending ? -interval : interval;
  const empty = emptyBucket(plan.fill, call);
  const times: number[] = [];
  const values: Cell[] = [];
  let next = 0;
  for (let index = 0, time = start; index < count; index += 1, time += step) {
    times.push(time);
    if (points.times[next] === time) {
      values.push(points.values[next] ?? null);
      next += 1;
    } else {
      values.push(empty({ points, next, time, interval }));
    }
  }
  return { times, values };
}

/** Whether the outcomes of a call are whole numbers. */
export function isWholeCall({ aggregate, type }: Call): boolean {
  return aggregate === "count" || (type === "integer" && aggregate !== "mean");
}

interface Gap {
  readonly points: Points;
  /** The number of the first point after the gap. */
  readonly next: number;
  readonly time: EpochMs;
  readonly interval: DurationMs;
}

type EmptyBucket = (gap: Gap) => Cell;

function emptyBucket(fill: Fill, call: Call): EmptyBucket {
  const whole = isWholeCall(call);
  switch (fill.kind) {
    case "previous":
      return ({ points, next }) => points.values[next - 1] ?? null;
    case "linear":
      return (gap) => between(gap, whole);
    case "value": {
      const value = fillValue(fill.value, call, whole);
      return () => value;
    }
    case "null":
    case "none": {
      const value = call.aggregate === "count" ? 0 : null;
      return () => value;
    }
  }
}

/** The number of `fill(1.5)` in the type of the column; text becomes empty and booleans false, as in InfluxDB. */
function fillValue(value: number, call: Call, whole: boolean): Cell {
  if (whole) return Math.trunc(value) + 0;
  if (call.type === "string") return "";
  return call.type === "boolean" ? false : value;
}

/** The straight line between the points around the gap, written with the same operations in the same order as InfluxDB's. */
function between({ points, next, time, interval }: Gap, whole: boolean): Cell {
  const before = points.values[next - 1];
  const after = points.values[next];
  const timeBefore = points.times[next - 1];
  const timeAfter = points.times[next];
  if (timeBefore === undefined || timeAfter === undefined || !isNumber(before) || !isNumber(after)) return null;
  const slope = Number(after - before) / Math.round((timeAfter - timeBefore) / interval);
  const value = slope * Math.round((time - timeBefore) / interval) + before;
  return whole ? Math.trunc(value) + 0 : value;
}

function isNumber(cell: Cell | undefined): cell is number {
  return typeof cell === "number";
}
