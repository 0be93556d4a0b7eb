/** One means of a dispatch reflex, as far as the sharing must know it; all in kW, what takes from the grid is positive. */
export interface Means {
  /** What it does while nothing is asked of it. */
  readonly wish: number;
  /** The least it can go on with, and the most. */
  readonly lo: number;
  readonly hi: number;
  /** The least when everything else is used up; at most `lo`. */
  readonly last: number;
  /** It may also do nothing at all. */
  readonly pauses: boolean;
  /** It does something now. */
  readonly on: boolean;
  /** Its setpoint moves in steps of this; 0 is any value. */
  readonly step: number;
  /** It takes no more than this, whatever it is allowed. */
  readonly takes: number;
}

/** So many steps of room must be there before what pauses goes on, so that it does not come and go. */
const roomSteps = 2;

const nothing = 1e-9;

/** What means really take at these values. */
const taken = (means: readonly Means[], values: readonly number[]): number =>
  means.reduce((sum, one, index) => sum + Math.min(values[index] ?? 0, one.takes), 0);

function stepped({ lo, step }: Means, value: number): number {
  return step === 0 || value <= lo ? value : Math.max(lo, lo + Math.floor((value - lo) / step + nothing) * step);
}

/** Takes `need` off the means in their order, each no lower than its floor; answers what is still needed, or what is over. */
function lower(means: readonly Means[], values: number[], need: number, floor: (one: Means) => number): number {
  let left = need;
  for (const [index, one] of means.entries()) {
    const takes = Math.min(values[index] ?? 0, one.takes);
    const least = floor(one);
    if (left <= nothing || takes <= least) continue;
    const value = stepped(one, Math.max(least, takes - left));
    left -= takes - value;
    values[index] = value;
  }
  return left;
}

/** Room that is left above the floors without pausing anything. */
function spareOf(means: readonly Means[], values: readonly number[]): number {
  return means.reduce((sum, one, index) => sum + Math.max(0, Math.min(values[index] ?? 0, one.takes) - one.lo), 0);
}

/** Lets what may pause pause, in order, while the others together do not suffice; what pauses already needs some room to go on. */
function pause(means: readonly Means[], values: number[], need: number): number {
  let left = need;
  let shortage = need > nothing ? need : need - spareOf(means, values);
  for (const [index, one] of means.entries()) {
    const takes = Math.min(values[index] ?? 0, one.takes);
    const enough = one.on ? nothing : -roomSteps * one.step;
    if (!one.pauses || takes <= nothing || shortage <= enough) continue;
    values[index] = 0;
    left -= takes;
    shortage -= one.lo;
  }
  return left;
}

/** Gives back what was taken too much, last one first, none more than it wished for. */
function giveBack(means: readonly Means[], values: number[], over: number): void {
  let left = over;
  for (let index = means.length - 1; index >= 0; index -= 1) {
    const one = means[index];
    const value = values[index] ?? 0;
    if (one === undefined || left <= nothing || value >= one.wish || (one.pauses && value === 0)) continue;
    const raised = stepped(one, Math.min(one.wish, value + left));
    left -= Math.max(0, raised - value);
    values[index] = Math.max(value, raised);
  }
}

/** Adds up to `lack` to the means in their order. */
function raise(means: readonly Means[], values: number[], lack: number): void {
  let left = lack;
  for (const [index, one] of means.entries()) {
    const value = values[index] ?? 0;
    const most = Math.min(one.hi, one.takes);
    if (left <= nothing || value >= most) continue;
    const raised = stepped(one, Math.min(most, value + left));
    if (raised < one.lo) continue;
    left -= Math.max(0, raised - value);
    values[index] = Math.max(value, raised);
  }
}

function wished(one: Means): number {
  if (one.pauses && one.wish < one.lo) return 0;
  return stepped(one, Math.max(one.lo, Math.min(one.hi, one.wish)));
}

/**
 * What each means shall do, so that what the rest takes (`base`) and they together lie between `lo` and `hi`: used in their
 * order, first each down to what it can go on with, then pausing, then into what is kept for the worst. One value for each, kW.
 */
export function share(
  means: readonly Means[],
  base: number,
  band: { readonly lo: number; readonly hi: number },
): readonly number[] {
  const values = means.map(wished);
  const start = base + taken(means, values);
  if (start < band.lo) {
    raise(means, values, band.lo - start);
    return values;
  }
  const throttled = lower(means, values, start - band.hi, ({ lo }) => lo);
  const paused = pause(means, values, throttled);
  const last = lower(means, values, paused, (one) => Math.min(one.last, one.lo));
  if (last < -nothing && throttled !== last) giveBack(means, values, -last);
  return values;
}
