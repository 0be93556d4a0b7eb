import type { DayStretch } from "../zone.ts";
import { type Answer, field, spelled } from "./fields.ts";

const timeOfDay = /^([01]\d|2[0-3]):([0-5]\d)$/;

function minutesOf(written: unknown): number | undefined {
  const [, hours, minutes] = timeOfDay.exec(typeof written === "string" ? written : "") ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** A stretch of every day by the clock on the wall, written as its two ends; it may go over midnight. */
export const dayStretch = field<DayStretch>('two times of day: ["22:00", "07:00"]', readStretch, {
  type: "array",
  items: spelled(timeOfDay),
  minItems: 2,
  maxItems: 2,
});

function readStretch(value: unknown): Answer<DayStretch> {
  if (!Array.isArray(value) || value.length !== 2) return { message: "this is not two times of day" };
  const [from, to] = value.map(minutesOf);
  if (from === undefined || to === undefined) {
    const wrong = String(value[from === undefined ? 0 : 1]);
    return { message: `\`${wrong}\` is not a time of day`, hint: "hours and minutes in quotes, from 00:00 to 23:59" };
  }
  if (from === to) return { message: "this stretch has no length" };
  return { value: { from, to } };
}
