import { computed } from "@preact/signals";
import type { EpochMs } from "../../../core/time.ts";
import { language } from "./texts.ts";

/** The reader's own way to write numbers, where it is one of the language shown. */
const locale = computed(
  () => navigator.languages.find((tag) => tag.toLowerCase().startsWith(language.value)) ?? language.value,
);
const hourAndMinute = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const dayAndMonth = { day: "2-digit", month: "short" } as const;
const numbers = computed(() => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 3 }));
const minutes = computed(() => new Intl.DateTimeFormat(locale.value, hourAndMinute));
const seconds = computed(() => new Intl.DateTimeFormat(locale.value, { ...hourAndMinute, second: "2-digit" }));
const dates = computed(() => new Intl.DateTimeFormat(locale.value, { ...dayAndMonth, year: "numeric" }));
const moments = computed(
  () => new Intl.DateTimeFormat(locale.value, { ...dayAndMonth, ...hourAndMinute, second: "2-digit" }),
);
const days = computed(() => new Intl.DateTimeFormat(locale.value, dayAndMonth));
const fullMoments = computed(
  () => new Intl.DateTimeFormat(locale.value, { ...dayAndMonth, year: "numeric", ...hourAndMinute, second: "2-digit" }),
);

/** A number as the reader writes it. */
export const number = (value: number): string => numbers.value.format(value);
/** A moment of today as the reader writes it. */
export const time = (at: EpochMs): string => seconds.value.format(at);
/** A moment on a time axis. */
export const minute = (at: EpochMs): string => minutes.value.format(at);
/** The day of a moment of this year, on a time axis. */
export const dayOf = (at: EpochMs): string => days.value.format(at);
/** The day of a moment. */
export const date = (at: EpochMs): string => dates.value.format(at);
/** A moment of any day. */
export const moment = (at: EpochMs): string => moments.value.format(at);
/** A moment of any year. */
export const fullMoment = (at: EpochMs): string => fullMoments.value.format(at);
/** How long ago, as the reader writes it. */
export const age = (ms: number): string => shortAge(ms, number);
/** How long ago for what is looked at all day: whole seconds, for tenths only flicker, and never less than it is. */
export const wholeAge = (ms: number, write = number): string =>
  shortAge(Math.max(1, Math.ceil(ms / 1_000)) * 1_000, write);

/** A length of time in words short enough for a table: `0.4 s`, `12 s`, `3 min`, `2 h`, `5 d`. */
export function shortAge(ms: number, write: (value: number) => string): string {
  if (ms < 9_500) return `${write(Math.max(0, Math.round(ms / 100) / 10))} s`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} d`;
}

/** A time that runs down, by the second: `4:05`, `1:00:00`; `0:00` once it is over. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const two = (part: number): string => String(part % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const head = minutes < 60 ? String(minutes) : `${Math.floor(minutes / 60)}:${two(minutes)}`;
  return `${head}:${two(seconds)}`;
}

/** A unit for people: the UCUM code without its brackets; `Cel` and `ug` as people write them; `1` left out. */
export function unitText(unit: string | undefined): string {
  if (unit === undefined || unit === "1") return "";
  if (unit === "Cel") return "°C";
  return unit
    .replace(/^u(?=[a-zA-Z])/, "µ")
    .replace(/(?<=m)3/, "³")
    .replaceAll(/[[\]{}]/g, "");
}
