import { AppError } from "../../../core/errors.ts";
import { splitLocalPath } from "../../../core/ids.ts";
import type { EpochMs } from "../../../core/time.ts";
import type { Sample } from "../driver.ts";
import { CsvReader, type CsvRecord } from "./csv.ts";
import { timeReader, timeSpelling } from "./local-time.ts";

/** One recorded file and what its columns are. */
export interface RecordedFile {
  readonly file: string;
  /** The column with the time of measurement, and the zone of times that carry none. */
  readonly time: { readonly column: string; readonly zone: string };
  /** Csv column -> `device/variable`. */
  readonly columns: Readonly<Record<string, string>>;
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

/** Gives the bytes of a recorded file, already unpacked. */
export type ReadRecorded = (file: string) => AsyncIterable<Uint8Array>;

/**
 * Plays recorded files as one stream in order of time; rows of several files at the same moment come as one. Each file
 * must be in order of time itself. Holds one row of each file in memory. Rejects with AppError `recording-invalid`
 * naming file:line for whatever cannot be read as declared.
 */
export async function* recordedRows(files: readonly RecordedFile[], read: ReadRecorded): AsyncGenerator<RecordedRow> {
  const sources = files.map((file) => rowsOf(file, read));
  try {
    const heads = await Promise.all(sources.map(nextRow));
    for (;;) {
      const at = Math.min(...heads.map((head) => head?.at ?? Number.POSITIVE_INFINITY));
      if (at === Number.POSITIVE_INFINITY) return;
      const samples: RecordedSample[] = [];
      for (const [index, source] of sources.entries()) {
        const head = heads[index];
        if (head?.at !== at) continue;
        samples.push(...head.samples);
        heads[index] = await nextRow(source);
      }
      yield { at, samples };
    }
  } finally {
    for (const source of sources) await source.return(undefined);
  }
}

async function nextRow(source: AsyncGenerator<RecordedRow>): Promise<RecordedRow | undefined> {
  const { done, value } = await source.next();
  return done === true ? undefined : value;
}

async function* rowsOf(file: RecordedFile, read: ReadRecorded): AsyncGenerator<RecordedRow> {
  let parse: ((record: CsvRecord) => RecordedRow) | undefined;
  for await (const record of recordsOf(file.file, read)) {
    if (parse === undefined) parse = rowParser(file, record);
    else yield parse(record);
  }
  if (parse === undefined) throw new AppError("recording-invalid", `${file.file}:1: the file is empty`);
}

async function* recordsOf(file: string, read: ReadRecorded): AsyncGenerator<CsvRecord> {
  const reader = new CsvReader(file);
  const decoder = new TextDecoder("utf-8");
  for await (const bytes of read(file)) yield* reader.push(decoder.decode(bytes, { stream: true }));
  yield* reader.push(decoder.decode());
  yield* reader.end();
}

interface Column {
  readonly index: number;
  readonly name: string;
  readonly device: string;
  readonly point: string;
}

function rowParser(file: RecordedFile, header: CsvRecord): (record: CsvRecord) => RecordedRow {
  const fail = (line: number, problem: string): never => {
    throw new AppError("recording-invalid", `${file.file}:${line}: ${problem}`);
  };
  const indexOf = (column: string): number => {
    const index = header.fields.indexOf(column);
    if (index >= 0) return index;
    return fail(header.line, `no column \`${column}\`; expected one of ${header.fields.join(", ")}`);
  };
  const timeIndex = indexOf(file.time.column);
  const columns = Object.entries(file.columns).map(([name, path]): Column => {
    const { device, variable } = splitLocalPath(path) ?? fail(header.line, `\`${path}\` is not device/variable`);
    return { index: indexOf(name), name, device, point: variable };
  });
  const readTime = timeReader(file.time.zone);
  let previous = Number.NEGATIVE_INFINITY;

  return ({ line, fields }) => {
    if (fields.length !== header.fields.length) {
      fail(line, `${fields.length} fields; expected ${header.fields.length} as in the header`);
    }
    const text = fields[timeIndex] ?? "";
    const time = readTime(text);
    if (!time.ok) {
      const skipped = `the clock of ${file.time.zone} skipped ${text}`;
      return fail(line, time.problem === "skipped" ? skipped : `\`${text}\` is no time; expected ${timeSpelling}`);
    }
    if (time.at < previous) fail(line, `${text} is before the row above; expected rows in order of time`);
    previous = time.at;
    const samples = columns.map(({ index, name, device, point }): RecordedSample => {
      const value = readNumber(fields[index] ?? "");
      if (value === undefined)
        fail(line, `\`${fields[index]}\` in column \`${name}\` is no number; expected one, or a blank`);
      return { device, sample: sampleOf(point, value ?? null, time.at) };
    });
    return { at: time.at, samples };
  };
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A number, null for a blank, undefined for anything else. */
function readNumber(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const value = Number(trimmed);
  return number.test(trimmed) && Number.isFinite(value) ? value : undefined;
}

function sampleOf(point: string, value: number | null, measuredAt: EpochMs): Sample {
  return value === null
    ? { point, value, quality: "bad", reasons: ["missing"], measuredAt }
    : { point, value, quality: "good", reasons: [], measuredAt };
}
