import { AppError } from "../../../core/errors.ts";

/** One record of a CSV file and the line it begins on, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A record longer than this is taken for a quote that was never closed. */
const longestRecord = 1_000_000;

/**
 * Cuts CSV text into records, whatever pieces it comes in. Fields may be quoted and then hold separators, doubled quotes
 * and line ends. Source: RFC 4180, 2. Empty lines are passed over. Throws AppError `recording-invalid` naming file:line.
 */
export class CsvReader {
  readonly #file: string;
  readonly #separator: string;
  readonly #field: RegExp;
  /** Text after the last whole line. */
  #rest = "";
  /** Whole lines of a record whose quotes are still open, and how many characters they have. */
  #open: string[] = [];
  #openLength = 0;
  #line = 0;
  #openedOn = 0;

  constructor(file: string, separator = ",") {
    this.#file = file;
    this.#separator = separator;
    const between = `\\u${separator.charCodeAt(0).toString(16).padStart(4, "0")}`;
    this.#field = new RegExp(`("[^"]*(?:""[^"]*)*"|[^"${between}]*)(${between}|$)`, "gy");
  }

  push(text: string): CsvRecord[] {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > longestRecord) this.#fail(this.#line + 1, "this line has no end");
    return lines.flatMap((line) => this.#take(line));
  }

  /** The last record, where the file does not end in a line end. */
  end(): CsvRecord[] {
    const records = this.#rest === "" ? [] : this.#take(this.#rest);
    if (this.#open.length > 0) this.#fail(this.#openedOn, "a quote is opened here and never closed");
    this.#rest = "";
    return records;
  }

  /** Looks at each line once: what was never closed must not be read anew with every line that follows it. */
  #take(line: string): CsvRecord[] {
    this.#line += 1;
    const isOpen = this.#open.length > 0;
    if (!isOpen && !line.includes('"')) return this.#record(line.replace(/\r$/, ""), this.#line);
    if (!isOpen) this.#openedOn = this.#line;
    this.#open.push(line);
    this.#openLength += line.length + 1;
    if (this.#openLength > longestRecord) this.#fail(this.#openedOn, "a quote is opened here and never closed");
    const hasOddQuotes = (line.split('"').length - 1) % 2 === 1;
    if (isOpen !== hasOddQuotes) return [];
    const record = this.#open.join("\n");
    this.#open = [];
    this.#openLength = 0;
    return this.#record(record.replace(/\r$/, ""), this.#openedOn);
  }

  #record(text: string, line: number): CsvRecord[] {
    if (text === "") return [];
    return [{ line, fields: text.includes('"') ? this.#quotedFields(text, line) : text.split(this.#separator) }];
  }

  #quotedFields(text: string, line: number): string[] {
    const fields: string[] = [];
    this.#field.lastIndex = 0;
    for (;;) {
      const match = this.#field.exec(text);
      if (match === null) return this.#fail(line, "a quote stands where none may stand");
      const written = match[1] ?? "";
      fields.push(written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written);
      if (match[2] === "") return fields;
    }
  }

  #fail(line: number, problem: string): never {
    throw new AppError("recording-invalid", `${this.#file}:${line}: ${problem}`);
  }
}
