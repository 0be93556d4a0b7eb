import type { EpochMs } from "../../../core/time.ts";

/** A moment as the browser's own field for it has it: local time, to the second. */
export function localText(at: EpochMs): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

/** The end of the second that such a field names, so that what happened in it is there; undefined where it names none. */
export function momentOf(text: string): EpochMs | undefined {
  const at = text === "" ? Number.NaN : new Date(text).getTime();
  return Number.isFinite(at) ? Math.max(0, at + 999) : undefined;
}
