/**
 * Arithmetic whose result is the same on every machine: only + - * / and integer operations,
 * so that a run's hash depends on its seed alone.
 */

/** Sine of an angle in turns (1 = full circle), within 1e-6; a polynomial, because Math.sin may differ between machines. */
export function sineOfTurns(turns: number): number {
  const part = turns - Math.floor(turns);
  const half = part < 0.5 ? part : part - 0.5;
  const folded = half < 0.25 ? half : 0.5 - half;
  const x = folded * 6.283185307179586;
  const square = x * x;
  const series =
    1 - (square / 6) * (1 - (square / 20) * (1 - (square / 42) * (1 - (square / 72) * (1 - square / 110))));
  return part < 0.5 ? x * series : -x * series;
}

/** A number in [0, 1) that depends on seed, stream and index only: randomness that needs no memory and can be resumed. */
export function hashed(seed: number, stream: number, index: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 0x165667b1, 0xc2b2ae35);
  mixed ^= Math.imul(index | 0, 0x27d4eb2f) ^ Math.imul(Math.floor(index / 2 ** 32) + 1, 0x2545f491);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

/** Noise around 0 with standard deviation 1 and never beyond 3.5: the sum of four uniform draws. */
export function hashedNoise(seed: number, stream: number, index: number): number {
  let sum = 0;
  for (let draw = 0; draw < 4; draw += 1) sum += hashed(seed, stream * 4 + draw, index);
  return (sum - 2) * 1.7320508075688772;
}

/** A value in [0, 1) that walks in straight lines from one hashed number to the next; `position` counts them. */
export function hashedDrift(seed: number, stream: number, position: number): number {
  const cell = Math.floor(position);
  const part = position - cell;
  return hashed(seed, stream, cell) * (1 - part) + hashed(seed, stream, cell + 1) * part;
}

/** What is left of 1 after `x` time constants, e to the power of -x, within 1e-12 of it for x up to 50; Math.exp may differ between machines. */
export function decay(x: number): number {
  let part = x;
  let halvings = 0;
  while (part > 0.125) {
    part /= 2;
    halvings += 1;
  }
  let series = 1;
  for (let term = 9; term > 0; term -= 1) series = 1 - (part / term) * series;
  let left = series;
  for (let squaring = 0; squaring < halvings; squaring += 1) left *= left;
  return left;
}
