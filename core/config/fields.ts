import { z } from "zod";
import { idPattern, localPathPattern, splitLocalPath } from "../ids.ts";
import { type DurationMs, durationPattern, type EpochMs, parseDuration } from "../time.ts";
import { convert, findUnit, quantityPattern, unitCodes, unitNames } from "../units.ts";
import { unseen } from "../unseen.ts";
import { mistaken } from "./explain.ts";
import { type Note, packNote } from "./note.ts";
import { didYouMean } from "./suggest.ts";

/** What reading a value gives: the value, or what is wrong with it. */
export type Answer<T> = { readonly value: T } | Note;

/** What an editor may know of a field before `check` reads it, as keywords of JSON Schema; never stricter than `read`. */
export type Spelling = Readonly<Record<string, unknown>>;

/** A field that expects what `expected` says, read by a function. */
export function field<T>(expected: string, read: (value: unknown) => Answer<T>, spelling: Spelling = {}) {
  const schema = z.unknown().transform((value, context): T => {
    const answer: Answer<T> = value === undefined ? { message: "missing" } : read(value);
    if ("value" in answer) return answer.value;
    context.addIssue({ code: "custom", message: packNote({ expected, ...answer }) });
    return z.NEVER;
  });
  return schema.meta({ expected, ...spelling });
}

/** The spelling of a text. */
export const spelled = (pattern: RegExp): Spelling => ({ type: "string", pattern: pattern.source });

function hinted(message: string, hint: string | undefined): Note {
  return hint === undefined ? { message } : { message, hint };
}

interface TextRules {
  readonly hint?: (written: string) => string | undefined;
  readonly spelling?: Spelling;
}

/** A text field with its own spelling rule; `read` answers undefined for what is not written so. */
function text<T>(
  expected: string,
  read: (written: string) => T | undefined,
  { hint = () => undefined, spelling = {} }: TextRules = {},
) {
  const reader = (value: unknown): Answer<T> => {
    if (typeof value !== "string") return { message: mistaken(value) };
    const answer = read(value);
    return answer === undefined ? hinted(`\`${value}\` is not written as expected`, hint(value)) : { value: answer };
  };
  return field<T>(expected, reader, { type: "string", ...spelling });
}

const filled = (maxLength: number): Spelling => ({ pattern: "\\S", maxLength });

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
  { hint: idHint, spelling: spelled(idPattern) },
);

/** A path inside the site: `device/variable`. */
export const localPath = text("a path: device/variable", (t) => (splitLocalPath(t) === undefined ? undefined : t), {
  spelling: spelled(localPathPattern),
});

/** A condition or value in CEL; compiled by the semantic check. */
export const condition = text(
  "a condition in CEL, such as \"v('io/door')\"",
  (t) => (t.trim() !== "" && t.length <= 2000 ? t : undefined),
  { spelling: filled(2000) },
);

/** A file may break its texts into lines. */
const unseenInFile = new RegExp(`(?![\\n\\r\\t])${unseen.source}`, "u");

const codeOf = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Text for people. */
export const words = field<string>(
  "text of 1 to 500 characters",
  (value) => {
    if (typeof value !== "string") return { message: mistaken(value) };
    const [hidden] = unseenInFile.exec(value) ?? [];
    if (hidden !== undefined) {
      const message = `this text holds a character that is not seen, ${codeOf(hidden)}`;
      return { message, expected: "text without control characters and overrides of the writing direction" };
    }
    if (value.trim() !== "" && value.length <= 500) return { value };
    return { message: `\`${value}\` is not written as expected` };
  },
  { type: "string", ...filled(500) },
);

/** A file, relative to the file that names it. */
export const fileName = text("a file name", (t) => (t.trim() !== "" && t.length <= 1000 ? t : undefined), {
  spelling: filled(1000),
});

const durationWords: Readonly<Record<string, string>> = {
  m: "min",
  mins: "min",
  minute: "min",
  minutes: "min",
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  hr: "h",
  hour: "h",
  hours: "h",
  day: "d",
  days: "d",
  w: "week",
  weeks: "week",
};

function durationHint(written: string): string | undefined {
  if (durationPattern.test(written)) return "milliseconds are the smallest step";
  const [, amount, unit = ""] = quantityPattern.exec(written) ?? [];
  const meant = durationWords[unit.toLowerCase()];
  if (meant !== undefined) return `did you mean \`${amount}${meant}\`?`;
  if (amount?.startsWith("-")) return "a duration is never negative";
  return amount === undefined ? undefined : didYouMean(unit, ["ms", "s", "min", "h", "d", "week"]);
}

/** A length of time: always a number and a unit. */
export const duration = field<DurationMs>(
  "a duration with its unit: 300ms, 10s, 5min, 2h, 7d, 1 week",
  (value) => {
    if (typeof value === "number") {
      const hint = `a bare number is never a time; \`${value}s\` or \`${value}min\`?`;
      return { message: `${value} has no unit`, hint };
    }
    if (typeof value !== "string") return { message: mistaken(value) };
    const parsed = parseDuration(value);
    if (parsed !== undefined && Number.isSafeInteger(parsed)) return { value: parsed };
    return hinted(`\`${value}\` is not a duration`, durationHint(value));
  },
  spelled(durationPattern),
);

/** A duration longer than nothing. */
export const positiveDuration = duration.refine((ms) => ms > 0, {
  error: packNote({ message: "this duration is zero", expected: "more than 0" }),
});

function readQuantity(value: unknown, code: string): Answer<number> {
  if (typeof value === "number") return { message: `${value} has no unit`, hint: `\`${value} ${code}\`?` };
  if (typeof value !== "string") return { message: mistaken(value) };
  const match = quantityPattern.exec(value);
  if (match === null) return { message: `\`${value}\` is not a quantity` };
  const written = match[2] ?? "";
  const unit = findUnit(written);
  const target = findUnit(code);
  if (unit === undefined || target === undefined) {
    return unknownUnit(written);
  }
  if (unit.dimension !== target.dimension) {
    return { message: `\`${written}\` measures ${unit.dimension}, not ${target.dimension}` };
  }
  return { value: convert(Number(match[1]), unit, target) };
}

/** A quantity written with a unit, as a number in the unit of `code`; `lo` and `hi` bound it. */
export function quantity(code: string, limits: { readonly lo?: number; readonly hi?: number } = {}) {
  const { lo = Number.NEGATIVE_INFINITY, hi = Number.POSITIVE_INFINITY } = limits;
  const least = limits.lo === undefined ? [] : [`at least ${lo} ${code}`];
  const inside = limits.hi === undefined ? least : [...least, `at most ${hi} ${code}`];
  const example = Math.max(lo, 1);
  const expected = [`a quantity with its unit, such as \`${example} ${code}\``, ...inside].join(", ");
  const reader = (value: unknown): Answer<number> => {
    const read = readQuantity(value, code);
    if (!("value" in read) || (read.value >= lo && read.value <= hi)) return read;
    return { message: `\`${String(value)}\` is out of range`, expected: inside.join(" and ") };
  };
  return field<number>(expected, reader, spelled(quantityPattern));
}

/** A share between 0 and 100 %, as a number in %. */
export const percent = quantity("%", { lo: 0, hi: 100 });

function unknownUnit(written: string): Note {
  const spelled = unitNames[written.toLowerCase()];
  const hint = spelled === undefined ? didYouMean(written, unitCodes) : `did you mean \`${spelled}\`?`;
  return hinted(`unknown unit \`${written}\``, hint);
}

/** The unit of a variable; kept as its UCUM code. */
export const unitCode = field<string>(
  "a UCUM unit such as m, m3/s, kW.h, Cel",
  (value) => {
    if (typeof value !== "string") return { message: mistaken(value) };
    const unit = findUnit(value);
    return unit === undefined ? unknownUnit(value) : { value: unit.code };
  },
  { anyOf: [{ enum: unitCodes }, { type: "string" }] },
);

function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** A calendar day `2025-04-02`, as its text. */
export const calendarDay = text(
  "a day: 2025-04-02",
  (t) => {
    const [year = 0, month = 0, day = 0] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(t) ?? []).slice(1).map(Number);
    return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, year) ? t : undefined;
  },
  { spelling: spelled(/^\d{4}-\d{2}-\d{2}$/) },
);

/** A calendar day as the moment it begins, UTC. */
export const dayStart = calendarDay.transform((day): EpochMs => Date.parse(`${day}T00:00:00Z`));

/** A day of every year: `04-15`. */
export const yearDay = text(
  "a day of the year: 04-15",
  (t) => {
    const [month = 0, day = 0] = (/^(\d{2})-(\d{2})$/.exec(t) ?? []).slice(1).map(Number);
    return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, 2023) ? { month, day } : undefined;
  },
  { spelling: spelled(/^\d{2}-\d{2}$/) },
);

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
  return z.record(key.meta(spelled(idPattern)), entry);
}

/** A block of entries named by a path inside the site. */
export function pathed<S extends z.ZodType>(entry: S) {
  const key = z.string().refine((name) => splitLocalPath(name) !== undefined, {
    error: ({ input }) => {
      const expected = "device/variable, each lower case letters, digits and hyphens";
      return packNote({ message: `\`${String(input)}\` is not a path`, expected });
    },
  });
  return z.record(key.meta(spelled(localPathPattern)), entry);
}

const brokerPattern = /^mqtts?:\/\/[^\s/@:]+(:\d{1,5})?$/;

/** The address of a broker; credentials never stand in it. */
export const brokerUrl = text(
  "mqtt://host:port or mqtts://host:port",
  (written) => (brokerPattern.test(written) ? written : undefined),
  { spelling: spelled(brokerPattern) },
);

const httpPattern = /^https?:\/\/[^\s/@?#]+(\/[^\s?#]*)?$/;

/** The address of a server that speaks HTTP, perhaps with a path. */
export const httpUrl = text(
  "http://host:port or https://host:port",
  (written) => (httpPattern.test(written) && URL.canParse(written) ? written : undefined),
  { hint: () => "credentials stand in credentialFile", spelling: spelled(httpPattern) },
);
