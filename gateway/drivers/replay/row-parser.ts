import { AppError } from "../../../core/errors.ts";
import { splitLocalPath } from "../../../core/ids.ts";
import type { EpochMs } from "../../../core/time.ts";
import type { Sample } from "../driver.ts";
import { type CellSpelling, cellReader } from "./cell.ts";
import type { CsvRecord } from "./csv.ts";
import { type RecordedTime, timeReader } from "./local-time.ts";

/** One recorded file and what its columns are. */
export interface RecordedFile extends CellSpelling {
  readonly file: string;
  readonly time: RecordedTime;
  readonly separator: "," | ";" | "|" | "\t";
  /** Csv column -> `device/variable`. */
  readonly columns: Readonly<Record<string, string>>;
  /** Whether a row that cannot be read ends the replay, or is left out and counted. */
  readonly badRows: "stop" | "skip";
}

/** A recorded value as the sample its device would have given. */
export interface RecordedSample {
  readonly device: string;
  readonly sample: Sample;
}

/** Everything that was measured at one moment. */
export interface RecordedRow {
  readonly at: EpochMs;
  readonly samples: readonly RecordedSample[];
}

/** A row, in words why a record is none, or undefined for a record that says nothing. */
export type ParsedRow = RecordedRow | string | undefined;

interface Column {
  readonly index: number;
  readonly name: string;
  readonly device: string;
  readonly point: string;
}

/** A parser for the records of one file, in their order. Throws AppError `recording-invalid` when the header lacks a column. */
export function rowParser(file: RecordedFile, header: CsvRecord): (record: CsvRecord) => ParsedRow {
  const names = header.fields.map((name) => name.trim());
  const width = withoutTrailingBlanks(names);
  const timeIndexes = file.time.column.map((name) => indexOf(name));
  const columns = Object.entries(file.columns).map(([name, path]): Column => {
    const { device = "", variable = "" } = splitLocalPath(path) ?? {};
    return { index: indexOf(name), name, device, point: variable };
  });
  const readTime = timeReader(file.time);
  const readCell = cellReader(file);
  let previous = Number.NEGATIVE_INFINITY;

  return ({ fields }) => {
    const used = withoutTrailingBlanks(fields);
    if (used === 0) return undefined;
    if (used > names.length || fields.length < width) {
      return `${fields.length} fields; expected ${names.length} as in the header`;
    }
    const time = readTime(timeIndexes.map((index) => fields[index]?.trim()).join(" "), previous);
    if ("problem" in time) return time.problem;
    const { at } = time;
    const samples: RecordedSample[] = [];
    for (const { index, name, device, point } of columns) {
      const value = readCell(fields[index] ?? "");
      if (value === undefined) return `\`${fields[index]}\` in column \`${name}\` is no number; ${orElse}`;
      samples.push({ device, sample: sampleOf(point, value, at) });
    }
    previous = at;
    return { at, samples };
  };

  function indexOf(name: string): number {
    const index = names.indexOf(name.trim());
    if (index >= 0 && names.lastIndexOf(name.trim()) === index) return index;
    const fault = index < 0 ? "no column" : "more than one column";
    const expected = names.filter((one) => one !== "").join(", ");
    throw new AppError(
      "recording-invalid",
      `${file.file}:${header.line}: ${fault} \`${name}\`; expected one of ${expected}, separated by \`${file.separator}\``,
    );
  }
}

const orElse = "expected one, a blank, or one of `noData`";

/** How many fields there are up to the last one that says something. */
function withoutTrailingBlanks(fields: readonly string[]): number {
  return fields.findLastIndex((text) => text.trim() !== "") + 1;
}

function sampleOf(point: string, value: number | null, measuredAt: EpochMs): Sample {
  return value === null
    ? { point, value, quality: "bad", reasons: ["missing"], measuredAt }
    : { point, value, quality: "good", reasons: [], measuredAt };
}
