import { ioClock } from "../../core/io/clock.ts";
import type { DurationMs } from "../../core/time.ts";

const lookEvery: DurationMs = 1_000;

/** Tells each trouble when it begins, in its own words, and when it is over. */
export function watchTrouble(trouble: () => string | undefined, tell: (detail: string) => void): AsyncDisposable {
  let known: string | undefined;
  let cancel = (): void => undefined;
  const look = (): void => {
    const now = trouble();
    if (now !== known) tell(now ?? "all is well again");
    known = now;
    cancel = ioClock.schedule(lookEvery, look);
  };
  look();
  return { [Symbol.asyncDispose]: async () => cancel() };
}
