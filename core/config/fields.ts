import { z } from "zod";
import { idPattern, splitLocalPath } from "../ids.ts";
import { type DurationMs, durationPattern, type EpochMs, parseDuration } from "../time.ts";
import { convert, findUnit, quantityPattern, unitCodes } from "../units.ts";
import { kindOf } from "./explain.ts";
import { type Note, packNote } from "./note.ts";
import { didYouMean } from "./suggest.ts";

/** A field read by a function that answers a value or says what is wrong with the text. */
export function field<T>(read: (value: unknown) => { readonly value: T } | Note) {
  return z.unknown().transform((value, context): T => {
    const answer = value === undefined ? { message: "missing" } : read(value);
    if ("value" in answer) return answer.value;
    context.addIssue({ code: "custom", message: packNote(answer) });
    return z.NEVER;
  });
}

/** A text field with its own spelling rule. */
function text<T>(
  expected: string,
  read: (written: string) => T | undefined,
  hint?: (written: string) => string | undefined,
) {
  return field<T>((value) => {
    if (typeof value !== "string") return { message: `this is ${kindOf(value)}`, expected };
    const answer = read(value);
    if (answer !== undefined) return { value: answer };
    const help = hint?.(value);
    return {
      message: `\`${value}\` is not written as expected`,
      expected,
      ...(help === undefined ? {} : { hint: help }),
    };
  });
}

const idHint = (written: string) => {
  const slug = written
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return slug === "" ? undefined : `for example \`${slug}\``;
};

/** An id: lower case, digits, hyphen. */
export const id = text(
  "an id: lower case letters, digits and hyphens, 1 to 40",
  (t) => (idPattern.test(t) ? t : undefined),
  idHint,
);

/** A path inside the site: `device/variable`. */
export const localPath = text("a path: device/variable", (t) => (splitLocalPath(t) === undefined ? undefined : t));

/** A condition or value in CEL; compiled by the semantic check. */
export const condition = text("a condition in CEL, such as \"v('io/door')\"", (t) =>
  t.trim() !== "" && t.length <= 2000 ? t : undefined,
);

/** Text for people. */
export const words = text("text of 1 to 500 characters", (t) => (t.trim() !== "" && t.length <= 500 ? t : undefined));

/** A file, relative to the file that names it. */
export const fileName = text("a file name", (t) => (t.trim() !== "" && t.length <= 1000 ? t : undefined));

/** A length of time: always a number and a unit. */
export const duration = field<DurationMs>((value) => {
  const expected = "a duration with its unit: 300ms, 10s, 5min, 2h, 7d, 1 week";
  if (typeof value === "number") {
    return {
      message: `${value} has no unit`,
      expected,
      hint: `a bare number is never a time; ${value}s or ${value}min?`,
    };
  }
  if (typeof value !== "string") return { message: `this is ${kindOf(value)}`, expected };
  const parsed = parseDuration(value);
  if (parsed !== undefined && Number.isSafeInteger(parsed)) return { value: parsed };
  const unit = quantityPattern.exec(value)?.[2];
  const help = unit === undefined ? undefined : didYouMean(unit, ["ms", "s", "min", "h", "d", "week"]);
  const pattern = durationPattern.test(value) ? "milliseconds are the smallest step" : help;
  return { message: `\`${value}\` is not a duration`, expected, ...(pattern === undefined ? {} : { hint: pattern }) };
});

/** A duration longer than nothing. */
export const positiveDuration = duration.refine((ms) => ms > 0, {
  error: packNote({ message: "this duration is zero", expected: "more than 0" }),
});

function readQuantity(value: unknown, code: string): { value: number } | Note {
  const expected = `a quantity with its unit, such as \`1 ${code}\``;
  if (typeof value === "number") return { message: `${value} has no unit`, expected, hint: `\`${value} ${code}\`?` };
  if (typeof value !== "string") return { message: `this is ${kindOf(value)}`, expected };
  const match = quantityPattern.exec(value);
  if (match === null) return { message: `\`${value}\` is not a quantity`, expected };
  const written = match[2] ?? "";
  const unit = findUnit(written);
  const target = findUnit(code);
  if (unit === undefined || target === undefined) {
    const help = didYouMean(written, unitCodes);
    return { message: `unknown unit \`${written}\``, expected, ...(help === undefined ? {} : { hint: help }) };
  }
  if (unit.dimension !== target.dimension) {
    return { message: `\`${written}\` measures ${unit.dimension}, not ${target.dimension}`, expected };
  }
  return { value: convert(Number(match[1]), unit, target) };
}

/** A quantity written with a unit, as a number in the unit of `code`; `lo` and `hi` bound it. */
export function quantity(code: string, limits: { readonly lo?: number; readonly hi?: number } = {}) {
  const { lo = Number.NEGATIVE_INFINITY, hi = Number.POSITIVE_INFINITY } = limits;
  const inside = [
    limits.lo === undefined ? "" : `at least ${lo} ${code}`,
    limits.hi === undefined ? "" : `at most ${hi} ${code}`,
  ];
  return field<number>((value) => {
    const read = readQuantity(value, code);
    if (!("value" in read) || (read.value >= lo && read.value <= hi)) return read;
    return { message: `\`${String(value)}\` is out of range`, expected: inside.filter(Boolean).join(" and ") };
  });
}

/** A share between 0 and 100 %, as a number in %. */
export const percent = quantity("%", { lo: 0, hi: 100 });

/** The unit of a variable; kept as its UCUM code. */
export const unitCode = field<string>((value) => {
  const expected = "a UCUM unit such as m, m3/s, kW.h, Cel";
  if (typeof value !== "string") return { message: `this is ${kindOf(value)}`, expected };
  const unit = findUnit(value);
  if (unit !== undefined) return { value: unit.code };
  const hint = didYouMean(value, unitCodes);
  return { message: `unknown unit \`${value}\``, expected, ...(hint === undefined ? {} : { hint }) };
});

function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** A calendar day `2025-04-02`, as its text. */
export const calendarDay = text("a day: 2025-04-02", (t) => {
  const [year = 0, month = 0, day = 0] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(t) ?? []).slice(1).map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, year) ? t : undefined;
});

/** A calendar day as the moment it begins, UTC. */
export const dayStart = calendarDay.transform((day): EpochMs => Date.parse(`${day}T00:00:00Z`));

/** A day of every year: `04-15`. */
export const yearDay = text("a day of the year: 04-15", (t) => {
  const [month = 0, day = 0] = (/^(\d{2})-(\d{2})$/.exec(t) ?? []).slice(1).map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, 2023) ? { month, day } : undefined;
});

/** An IANA time zone this runtime knows. */
export const timeZone = text("an IANA time zone such as Europe/Amsterdam", (t) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: t }).resolvedOptions().timeZone === "" ? undefined : t;
  } catch {
    return undefined;
  }
});

/** A block of named entries whose names are ids. */
export function named<S extends z.ZodType>(entry: S) {
  const key = z.string().refine((name) => idPattern.test(name), {
    error: ({ input }) => {
      const hint = idHint(String(input));
      const expected = "lower case letters, digits and hyphens, 1 to 40";
      return packNote({
        message: `\`${String(input)}\` is not an id`,
        expected,
        ...(hint === undefined ? {} : { hint }),
      });
    },
  });
  return z.record(key, entry);
}

/** A block of entries named by a path inside the site. */
export function pathed<S extends z.ZodType>(entry: S) {
  const key = z.string().refine((name) => splitLocalPath(name) !== undefined, {
    error: ({ input }) => {
      const expected = "device/variable, each lower case letters, digits and hyphens";
      return packNote({ message: `\`${String(input)}\` is not a path`, expected });
    },
  });
  return z.record(key, entry);
}

/** The address of a broker; credentials never stand in it. */
export const brokerUrl = field<string>((value) => {
  const valid = typeof value === "string" && /^(mqtt|mqtts):\/\/[^\s/@:]+(:\d{1,5})?$/.test(value);
  return valid ? { value } : { message: "this is not a broker", expected: "mqtt://host:port or mqtts://host:port" };
});
