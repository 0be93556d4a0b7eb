/** Open water by level: m NAP, m2. Between two lines the area changes linearly; above the last it stays. */
const areas: readonly (readonly [level: number, area: number])[] = [
  [-3.5, 6_000],
  [-2.8, 10_000],
  [-2.4, 12_000],
  [-2.0, 13_500],
  [-1.85, 15_000],
  [-1.7, 60_000],
  [-1.4, 200_000],
];

interface Slice {
  readonly level: number;
  readonly area: number;
  /** m2 more per metre of rise. */
  readonly slope: number;
  /** m3 below this slice. */
  readonly below: number;
}

const slices: readonly Slice[] = buildSlices();

/** The lowest level the polder can have: the bottom of its ditches. */
export const bottom = -3.5;

function buildSlices(): Slice[] {
  const built: Slice[] = [];
  let below = 0;
  areas.forEach(([level, area], index) => {
    const next = areas[index + 1];
    const rise = next === undefined ? 1 : next[0] - level;
    const slope = next === undefined ? 0 : (next[1] - area) / rise;
    built.push({ level, area, slope, below });
    below += (area + 0.5 * slope * rise) * rise;
  });
  return built;
}

function sliceWhere(starts: (slice: Slice) => boolean): Slice {
  let found = slices[0] as Slice;
  for (const slice of slices) if (starts(slice)) found = slice;
  return found;
}

/** m3 of open water at a level, m NAP. */
export function volumeAt(level: number): number {
  const slice = sliceWhere((candidate) => candidate.level <= level);
  const rise = Math.max(0, level - slice.level);
  return slice.below + (slice.area + 0.5 * slice.slope * rise) * rise;
}

/** The level, m NAP, at which the open water holds this many m3; the exact inverse of `volumeAt`. */
export function levelAt(volume: number): number {
  const slice = sliceWhere((candidate) => candidate.below <= volume);
  const inside = Math.max(0, volume - slice.below);
  // Root of slope/2 x^2 + area x - inside = 0, in the form that stays exact for a small slope.
  return slice.level + (2 * inside) / (slice.area + Math.sqrt(slice.area * slice.area + 2 * slice.slope * inside));
}
