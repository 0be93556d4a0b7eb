/** The limits of one variable; null where a side is open. Healthy lies inside viable. */
export interface Limits {
  readonly viableLow: number | null;
  readonly viableHigh: number | null;
  readonly healthyLow: number | null;
  readonly healthyHigh: number | null;
}

/**
 * How much room a value has: 1 anywhere in the healthy band, falling linearly to 0 at the viable bound, negative beyond it.
 * Where healthy touches viable it steps. Null where the variable has no viable bound at all.
 */
export function margin(value: number, limits: Limits): number | null {
  if (limits.viableLow === null && limits.viableHigh === null) return null;
  const below = side(value, limits.healthyLow, limits.viableLow, 1);
  const above = side(value, limits.healthyHigh, limits.viableHigh, -1);
  return Math.min(below, above);
}

/** One side: `towards` is 1 where lower is worse and -1 where higher is worse. */
function side(value: number, healthy: number | null, viable: number | null, towards: 1 | -1): number {
  if (viable === null) return 1;
  const inner = healthy ?? viable;
  const outside = (inner - value) * towards;
  if (outside <= 0) return 1;
  const width = (inner - viable) * towards;
  return width > 0 ? 1 - outside / width : -1;
}
