import { describe, expect, it } from "vitest";
import { type AlarmStateName, alarmStates } from "../../../core/wire/alarm-words.ts";
import { type AlarmInput, alarmInputs, alarmTable } from "./table.ts";

/** Written down by hand from ISA-18.2, apart from the table: what every input does in every state. */
const expected: Record<AlarmStateName, Record<AlarmInput, AlarmStateName | undefined>> = {
  normal: {
    raise: "unacknowledged",
    clear: undefined,
    clearLatched: undefined,
    acknowledge: undefined,
    reAlarm: undefined,
    reset: undefined,
  },
  unacknowledged: {
    raise: undefined,
    clear: "rtnUnacknowledged",
    clearLatched: "latchedUnacknowledged",
    acknowledge: "acknowledged",
    reAlarm: undefined,
    reset: undefined,
  },
  acknowledged: {
    raise: undefined,
    clear: "normal",
    clearLatched: "latchedAcknowledged",
    acknowledge: undefined,
    reAlarm: "unacknowledged",
    reset: undefined,
  },
  rtnUnacknowledged: {
    raise: "unacknowledged",
    clear: undefined,
    clearLatched: undefined,
    acknowledge: "normal",
    reAlarm: undefined,
    reset: undefined,
  },
  latchedUnacknowledged: {
    raise: "unacknowledged",
    clear: undefined,
    clearLatched: undefined,
    acknowledge: "latchedAcknowledged",
    reAlarm: undefined,
    reset: undefined,
  },
  latchedAcknowledged: {
    raise: "unacknowledged",
    clear: undefined,
    clearLatched: undefined,
    acknowledge: undefined,
    reAlarm: undefined,
    reset: "normal",
  },
};

const cases = alarmStates.flatMap((state) =>
  alarmInputs.map((input) => [state, input, expected[state][input]] as const),
);

describe("the alarm table", () => {
  it.each(cases)("%s on %s leads to %s", (state, input, to) => {
    expect(alarmTable[state][input]?.to).toBe(to);
  });
});
