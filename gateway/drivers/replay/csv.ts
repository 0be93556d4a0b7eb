import { AppError } from "../../../core/errors.ts";

/** One record of a CSV file and the line it begins on, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A record longer than this is taken for a quote that was never closed. */
const longestRecord = 1_000_000;

/**
 * Cuts CSV text into records, whatever pieces it comes in. Fields may be quoted and then hold commas, doubled quotes and
 * line ends. Source: RFC 4180, 2. Empty lines are passed over. Throws AppError `recording-invalid` naming file:line.
 */
export class CsvReader {
  readonly #file: string;
  /** Text after the last whole line. */
  #rest = "";
  /** Whole lines of a record whose quotes are still open. */
  #open = "";
  #line = 0;
  #openedOn = 0;

  constructor(file: string) {
    this.#file = file;
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
    if (this.#open !== "") this.#fail(this.#openedOn, "a quote is opened here and never closed");
    this.#rest = "";
    return records;
  }

  #take(line: string): CsvRecord[] {
    this.#line += 1;
    if (this.#open === "" && !line.includes('"')) return this.#record(line.replace(/\r$/, ""), this.#line);
    if (this.#open === "") this.#openedOn = this.#line;
    const record = this.#open === "" ? line : `${this.#open}\n${line}`;
    const isWhole = (record.split('"').length - 1) % 2 === 0;
    if (record.length > longestRecord) this.#fail(this.#openedOn, "a quote is opened here and never closed");
    this.#open = isWhole ? "" : record;
    return isWhole ? this.#record(record.replace(/\r$/, ""), this.#openedOn) : [];
  }

  #record(text: string, line: number): CsvRecord[] {
    if (text === "") return [];
    return [{ line, fields: text.includes('"') ? this.#quotedFields(text, line) : text.split(",") }];
  }

  #quotedFields(text: string, line: number): string[] {
    const fields: string[] = [];
    const field = /("(?:[^"]|"")*"|[^",]*)(,|$)/gy;
    for (;;) {
      const match = field.exec(text);
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
