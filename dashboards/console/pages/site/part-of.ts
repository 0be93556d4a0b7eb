/** A bar from nought to a value, in percent of what may be. */
export interface Parts {
  readonly left: number;
  readonly width: number;
  /** Where nought stands. */
  readonly nought: number;
}

/** The bar of a value between two ends, drawn from nought or from the end nearest to it; a value beyond an end stops there. */
export function partsOf(value: number, min: number, max: number): Parts {
  const width = max - min || 1;
  const at = (level: number): number => (100 * (Math.min(max, Math.max(min, level)) - min)) / width;
  const [nought, end] = [at(0), at(value)];
  return { left: Math.min(nought, end), width: Math.abs(end - nought), nought };
}
