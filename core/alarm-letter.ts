import type { AlarmStateName } from "./wire/alarm-words.ts";
import type { Shelved } from "./wire/shelved.ts";

/** The letters of ANSI/ISA-18.2-2016; LU and LA are latched, which that edition draws no longer. */
const letters = {
  normal: "A",
  unacknowledged: "B",
  acknowledged: "C",
  rtnUnacknowledged: "D",
  latchedUnacknowledged: "LU",
  latchedAcknowledged: "LA",
} as const satisfies Readonly<Record<AlarmStateName, string>>;
export type AlarmLetter = (typeof letters)[AlarmStateName] | "E";

/** The letter an alarm is shown with: E while it is shelved, whatever its own state is. */
export function letterOf(state: AlarmStateName, shelved: Shelved | undefined): AlarmLetter {
  return shelved === undefined ? letters[state] : "E";
}
