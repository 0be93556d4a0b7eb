/** Points in ascending order, joined by straight lines; before the first and after the last the value stays. */
export type StraightLines = readonly (readonly [at: number, value: number])[];

/** The value of such a line. */
export function valueOn(line: StraightLines, at: number): number {
  let [beforeAt, before] = line[0] ?? [0, 0];
  for (const [nextAt, next] of line) {
    if (at < nextAt) return before + ((next - before) * (at - beforeAt)) / Math.max(nextAt - beforeAt, 1e-9);
    [beforeAt, before] = [nextAt, next];
  }
  return before;
}
