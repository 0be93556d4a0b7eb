/** What is written down about a store: once inside its file and once beside it. They differ when the file was exchanged. */
export interface StoreMark {
  readonly generation: number;
  /** Drawn anew at each opening. */
  readonly session: string;
  /** The highest batch known to be in the file. The mark beside the file may lag behind. */
  readonly batch: number;
}

/**
 * The generation a store opens with. It rises whenever the file may hold less than was acknowledged: it is new where there was
 * one (deleted, or set aside), it comes from another session (a restored backup), or it lacks batches known to have been in it.
 */
export function nextGeneration(inside: StoreMark | undefined, beside: StoreMark | undefined): number {
  if (inside === undefined) return (beside?.generation ?? 0) + 1;
  if (beside === undefined) return inside.generation;
  const forgot = inside.session !== beside.session || inside.batch < beside.batch;
  const highest = Math.max(inside.generation, beside.generation);
  return forgot ? highest + 1 : highest;
}
