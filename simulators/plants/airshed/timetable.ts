import type { EpochMs } from "../../../core/time.ts";
import { type StraightLines, valueOn } from "../straight-lines.ts";
import { isWorkday, type LocalTime, localTime } from "./local-time.ts";

/** Share of the class in its room by minute of the day: they come from 8:15, play outside in the breaks and go. */
const wholeDay: StraightLines = [
  [495, 0],
  [510, 1],
  [615, 1],
  [617, 0.05],
  [630, 0.05],
  [632, 1],
  [720, 1],
  [723, 0.3],
  [765, 0.3],
  [768, 1],
  [870, 1],
  [875, 0],
];
/** On Wednesday school is over at a quarter past twelve. */
const halfDay: StraightLines = [...wholeDay.slice(0, 6), [735, 1], [740, 0]];

/** School holidays, month x 100 + day, both ends included. */
const holidays: readonly (readonly [first: number, last: number])[] = [
  [101, 106],
  [217, 225],
  [427, 508],
  [712, 823],
  [1017, 1025],
  [1221, 1231],
];

function isSchoolDay(time: LocalTime): boolean {
  return isWorkday(time) && !holidays.some(([first, last]) => time.date >= first && time.date <= last);
}

/** Share of each class that is in its room, 0 to 1. */
export function presence(at: EpochMs): number {
  const time = localTime(at);
  if (!isSchoolDay(time)) return 0;
  return valueOn(time.weekday === 3 ? halfDay : wholeDay, time.minute);
}
