/** What may be drawn or fed back between two telegrams of a connection that has a P1 port (3 x 80 A), kW.h. */
const mostEnergy = 0.5;
const leastTolerance = 0.1;
const tolerance = 0.1;

/**
 * Whether a value that no checksum vouches for is confirmed by the one of the telegram before: a register did not run back,
 * nor on by more than the connection can carry; anything else moved by less than a tenth.
 */
export function agrees(point: string, value: number, before: number | undefined): boolean {
  if (before === undefined) return false;
  if (point.startsWith("energy-")) return value >= before && value - before <= mostEnergy;
  const larger = Math.max(Math.abs(value), Math.abs(before));
  return Math.abs(value - before) <= Math.max(leastTolerance, tolerance * larger);
}
