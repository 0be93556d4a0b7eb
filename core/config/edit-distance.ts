interface Rows {
  readonly beforeLast: readonly number[];
  readonly last: readonly number[];
}

/** One row of the table of distances: from the first `row` letters of `a` to each beginning of `b`. */
function nextRow(a: string, b: string, row: number, { beforeLast, last }: Rows): number[] {
  const current = [row];
  for (let column = 1; column <= b.length; column++) {
    const same = a[row - 1] === b[column - 1];
    const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
    const swap = swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
    const replace = (last[column - 1] ?? 0) + (same ? 0 : 1);
    current.push(Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replace, swap));
  }
  return current;
}

/**
 * Edit distance between two words: insertions, deletions, replacements and swapped neighbours each count one. Of words
 * further apart than `most` only a number above it is told.
 */
export function editDistance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  let rows: Rows = { beforeLast: [], last: Array.from({ length: b.length + 1 }, (_, column) => column) };
  for (let row = 1; row <= a.length; row++) {
    const current = nextRow(a, b, row, rows);
    const least = Math.min(...current);
    // A swap in the next row counts from the row before this one, which is at most one nearer.
    if (least > most + 1) return least;
    rows = { beforeLast: rows.last, last: current };
  }
  return rows.last[b.length] ?? 0;
}
