import type { CurvePoint } from "../schema.ts";

/** Standard gravity, m/s2. */
const gravity = 9.80665;

/**
 * Density of fresh water at a temperature in Cel, kg/m3.
 * Source: a polynomial of fourth degree for air-free water on the ITS-90 scale, as makers of level probes give it.
 */
export function waterDensity(temperature: number): number {
  const t = temperature;
  return 999.84847 + t * (6.337563e-2 + t * (-8.523829e-3 + t * (6.943248e-5 + t * -3.821216e-7)));
}

/** Height of water above a pressure probe, m. `pressure` is gauge pressure in bar. */
export function depthOf(pressure: number, temperature: number): number {
  return (pressure * 1e5) / (waterDensity(temperature) * gravity);
}

/**
 * A 4-20 mA signal as a value; undefined when the loop tells a failure.
 * Source: NAMUR NE 43: at or below 3.6 mA and from 21 mA the signal is failure information.
 */
export function fromCurrent(current: number, at4mA: number, at20mA: number): number | undefined {
  if (current <= 3.6 || current >= 21) return undefined;
  return at4mA + ((current - 4) / 16) * (at20mA - at4mA);
}

/** Counts since the last read; undefined when the counter went back without a wrap being possible (a reset). */
export function countsSince(last: number, count: number, wrapsAt: number | undefined): number | undefined {
  if (count >= last) return count - last;
  return wrapsAt === undefined ? undefined : wrapsAt - last + count;
}

/** Straight line through points sorted by x; level outside them. */
export function interpolate(points: readonly (readonly [number, number])[], x: number): number {
  let before: readonly [number, number] | undefined;
  for (const point of points) {
    if (x <= point[0]) {
      if (before === undefined || point[0] === before[0]) return point[1];
      return before[1] + ((x - before[0]) / (point[0] - before[0])) * (point[1] - before[1]);
    }
    before = point;
  }
  return before?.[1] ?? Number.NaN;
}

/** Discharge of a pump at a head (m) and speed (%), m3/s, between the rows of its curve; never negative. */
export function dischargeOf(curve: readonly CurvePoint[], head: number, speed: number): number {
  const bySpeed: [number, number][] = [];
  let rows: [number, number][] = [];
  for (const [index, row] of curve.entries()) {
    rows.push([row.head, row.discharge]);
    if (curve[index + 1]?.speed === row.speed) continue;
    bySpeed.push([row.speed, interpolate(rows, head)]);
    rows = [];
  }
  return Math.max(0, interpolate(bySpeed, speed));
}
