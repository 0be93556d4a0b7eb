import type { z } from "zod";
import { packNote } from "./note.ts";

type RawIssue = z.core.$ZodRawIssue;

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a block of keys",
  record: "a block of keys",
  array: "a list",
  tuple: "a list",
  null: "nothing (null)",
};

/** The kind of a value in the words of somebody who writes YAML. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return kinds[typeof value] ?? typeof value;
}

/** Says what a value is where something else was expected. */
export function mistaken(value: unknown): string {
  if (typeof value === "number" && Number.isNaN(value)) return "`.nan` is not a number";
  if (value === Number.POSITIVE_INFINITY) return "`.inf` is not finite";
  if (value === Number.NEGATIVE_INFINITY) return "`-.inf` is not finite";
  const scalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return scalar && String(value).length <= 60 ? `\`${String(value)}\` is ${kindOf(value)}` : `this is ${kindOf(value)}`;
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text === undefined || text.length > 60 ? kindOf(value) : `\`${text}\``;
}

function invalidType(issue: RawIssue & { expected?: unknown }): string {
  const expected = kinds[String(issue.expected)] ?? String(issue.expected);
  if (issue.input === undefined) return packNote({ message: "missing", expected });
  const endless = typeof issue.input === "number" && !Number.isFinite(issue.input) && issue.expected === "number";
  if (endless) return packNote({ message: mistaken(issue.input), expected: "a finite number" });
  return packNote({ message: mistaken(issue.input), expected });
}

function bound(issue: RawIssue, word: "at least" | "at most"): string {
  const raw = issue as RawIssue & { minimum?: unknown; maximum?: unknown; origin?: string; inclusive?: boolean };
  const limit = String(word === "at least" ? raw.minimum : raw.maximum);
  const counted: Record<string, string> = { string: " characters", array: " entries", record: " entries" };
  const comparison = raw.inclusive === false ? (word === "at least" ? "more than" : "less than") : word;
  return packNote({
    message: `${shown(issue.input)} is out of range`,
    expected: `${comparison} ${limit}${counted[raw.origin ?? ""] ?? ""}`,
  });
}

function unknownKeys(issue: RawIssue): string {
  const holder = issue.inst as { shape?: Record<string, unknown> } | undefined;
  return packNote({ message: "unknown key", expected: Object.keys(holder?.shape ?? {}).join(", ") });
}

/** The error map every schema of a configuration is read with: each issue becomes a packed note. */
export const explain: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return invalidType(issue);
    case "too_small":
      return bound(issue, "at least");
    case "too_big":
      return bound(issue, "at most");
    case "unrecognized_keys":
      return unknownKeys(issue);
    case "invalid_value": {
      const values = (issue as unknown as { values: readonly unknown[] }).values;
      const missing = issue.input === undefined;
      return packNote({
        message: missing ? "missing" : `${shown(issue.input)} is not one of the choices`,
        expected: values.join(", "),
      });
    }
    case "invalid_key":
      return packNote({
        message: "this key is not an id",
        expected: "lower case letters, digits and hyphens, 1 to 40",
      });
    case "invalid_format":
      return packNote({ message: `${shown(issue.input)} is not written as expected` });
    case "custom":
    case "invalid_element":
    case "invalid_union":
    case "not_multiple_of":
      return undefined;
  }
};
