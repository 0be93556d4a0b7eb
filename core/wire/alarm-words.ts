/** The states of an alarm (docs/alarm-philosophy.md). */
export const alarmStates = [
  "normal",
  "unacknowledged",
  "acknowledged",
  "rtnUnacknowledged",
  "latchedUnacknowledged",
  "latchedAcknowledged",
] as const;
export type AlarmStateName = (typeof alarmStates)[number];
/** The priorities of alarms, the most urgent first. */
export const priorities = ["critical", "high", "medium", "low"] as const;
export type Priority = (typeof priorities)[number];
