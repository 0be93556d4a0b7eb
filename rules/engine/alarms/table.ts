import type { AlarmStateName } from "../../../core/wire/alarm-words.ts";
import type { AlarmEvent } from "../../../core/wire/events.ts";

/** What can happen to an alarm; clearing is `clearLatched` for one that stays until it is reset. */
export const alarmInputs = ["raise", "clear", "clearLatched", "acknowledge", "reAlarm", "reset"] as const;
export type AlarmInput = (typeof alarmInputs)[number];

/** Where an input leads, and what the transition is called on the wire. */
export interface AlarmTransition {
  readonly to: AlarmStateName;
  readonly name: AlarmEvent["transition"];
}

/**
 * Every transition of an alarm; what is not here does not happen.
 * Source: ANSI/ISA-18.2-2016 states A-D; latched states as in OPC UA Part 9 (10000-9) LatchedState.
 */
export const alarmTable: Readonly<Record<AlarmStateName, Readonly<Partial<Record<AlarmInput, AlarmTransition>>>>> = {
  normal: { raise: { to: "unacknowledged", name: "raise" } },
  unacknowledged: {
    acknowledge: { to: "acknowledged", name: "acknowledge" },
    clear: { to: "rtnUnacknowledged", name: "clear" },
    clearLatched: { to: "latchedUnacknowledged", name: "clear" },
  },
  acknowledged: {
    clear: { to: "normal", name: "clear" },
    clearLatched: { to: "latchedAcknowledged", name: "clear" },
    reAlarm: { to: "unacknowledged", name: "reAlarm" },
  },
  rtnUnacknowledged: {
    raise: { to: "unacknowledged", name: "reRaise" },
    acknowledge: { to: "normal", name: "acknowledge" },
  },
  latchedUnacknowledged: {
    raise: { to: "unacknowledged", name: "reRaise" },
    acknowledge: { to: "latchedAcknowledged", name: "acknowledge" },
  },
  latchedAcknowledged: {
    raise: { to: "unacknowledged", name: "reRaise" },
    reset: { to: "normal", name: "reset" },
  },
};

/** States in which the condition holds. */
export const isActive = (state: AlarmStateName): boolean => state === "unacknowledged" || state === "acknowledged";
