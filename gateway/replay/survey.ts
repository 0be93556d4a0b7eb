import type { EpochMs } from "../../core/time.ts";
import type { RecordedRow } from "../drivers/replay/row-parser.ts";

/** What a recording holds. */
export interface Survey {
  readonly readings: number;
  /** Of these: blanks, and codes for no data. */
  readonly withoutValue: number;
  /** The first moment and the last; 0 when nothing was recorded. */
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Reads a recording to its end. Rejects with AppError `recording-invalid` at the first row that cannot be played. */
export async function survey(rows: AsyncIterable<RecordedRow>): Promise<Survey> {
  let [readings, withoutValue, from, to] = [0, 0, 0, 0];
  for await (const { at, samples } of rows) {
    if (readings === 0) from = at;
    to = at;
    readings += samples.length;
    for (const { sample } of samples) if (sample.value === null) withoutValue += 1;
  }
  return { readings, withoutValue, from, to };
}
