import { acceleratedClock, grantedClock, ioClock } from "../../core/io/clock.ts";
import type { WorldClock } from "../../core/ports/clock.ts";
import type { DurationMs } from "../../core/time.ts";
import type { Grant } from "../time-keeper.ts";
import type { ProcessReport, UpSpec } from "./child.ts";

/** World time as the supervisor grants it to a process of its own. */
export interface TimeMessage {
  readonly kind: "time";
  readonly grant: Grant;
}

/** A supervisor that grants nothing for so long hangs; it never holds time up for longer than for two seconds. */
const patience: DurationMs = 4_000;

/** The world clock of a process of `up`. */
export interface ProcessClock {
  readonly clock: WorldClock;
  /** World time is known: until then a process that starts while it goes on would take an old moment for the present. */
  readonly begun: Promise<void>;
  /** World time stands while this holds: the process has not yet done what the time granted so far asks of it. */
  holdWhile(isBehind: () => boolean): void;
}

/** At the speed of life the machine's own clock, which nobody can hold; else one that the supervisor grants its time. */
export function worldClock({ time: pace, timeGoesOn = false }: Pick<UpSpec, "time" | "timeGoesOn">): ProcessClock {
  if (pace.speed === 1) {
    return { clock: acceleratedClock(pace), begun: Promise.resolve(), holdWhile: () => undefined };
  }
  const clock = grantedClock(pace.speed, pace.start, patience);
  let isBehind = (): boolean => false;
  const answer = (): void => {
    if (!process.connected) return;
    if (isBehind()) ioClock.schedule(1, answer);
    else {
      const report: ProcessReport = { kind: "kept-up", at: clock.now() };
      process.send?.(report);
    }
  };
  const begun = new Promise<void>((resolve) => {
    process.on("message", (message: { readonly kind: string }) => {
      if (!isTime(message)) return;
      clock.grant(message.grant);
      resolve();
      answer();
    });
  });
  if (timeGoesOn) answer();
  return {
    clock,
    begun: timeGoesOn ? begun : Promise.resolve(),
    holdWhile(holds) {
      isBehind = holds;
    },
  };
}

function isTime(message: { readonly kind: string }): message is TimeMessage {
  return message.kind === "time";
}
