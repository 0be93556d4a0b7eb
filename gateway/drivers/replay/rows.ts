import { AppError } from "../../../core/errors.ts";
import { CsvReader, type CsvRecord } from "./csv.ts";
import { type RecordedFile, type RecordedRow, rowParser } from "./row-parser.ts";

/** Gives the bytes of a recorded file, already unpacked. */
export type ReadRecorded = (file: string) => AsyncIterable<Uint8Array>;

/** Hears of each row that is left out, as `file:line: what is wrong`. */
export type OnSkipped = (place: string) => void;

interface Source {
  readonly file: RecordedFile;
  readonly rows: AsyncGenerator<SourceRow>;
  head: SourceRow | undefined;
}

type SourceRow = RecordedRow & { readonly line: number };

/**
 * Plays recorded files as one stream in order of time; rows of several files at the same moment come as one. Each file must be
 * in order of time itself, and of two files that fill the same variable only one may have a value of a moment. Holds one row of
 * each file. Rejects with AppError `recording-invalid` naming file:line for what cannot be read as declared, unless the file says
 * that such rows are skipped, and for files that have no row at all between them.
 */
export async function* recordedRows(
  files: readonly RecordedFile[],
  read: ReadRecorded,
  onSkipped: OnSkipped = () => undefined,
): AsyncGenerator<RecordedRow> {
  let [hasRows, firstSkipped] = [false, ""];
  const onBadRow = (place: string): void => {
    firstSkipped ||= `; the first that was passed over: ${place}`;
    onSkipped(place);
  };
  const openFile = (file: RecordedFile): Source => ({ file, rows: rowsOf(file, read, onBadRow), head: undefined });
  const sources = files.map(openFile);
  try {
    await Promise.all(sources.map(advance));
    for (;;) {
      const at = Math.min(...sources.map(({ head }) => head?.at ?? Number.POSITIVE_INFINITY));
      if (at === Number.POSITIVE_INFINITY) break;
      hasRows = true;
      const rows = sources.filter(({ head }) => head?.at === at);
      const samples = samplesOf(rows, onBadRow);
      for (const source of rows) await advance(source);
      yield { at, samples };
    }
  } finally {
    for (const { rows } of sources) await rows.return(undefined);
  }
  const names = files.map(({ file }) => file).join(", ");
  if (!hasRows) throw new AppError("recording-invalid", `${names}: no row to play below the headings${firstSkipped}`);
}

async function advance(source: Source): Promise<void> {
  const { done, value } = await source.rows.next();
  source.head = done === true ? undefined : value;
}

/** What the files have of one moment; a row that says again what another file has said is a bad one. */
function samplesOf(sources: readonly Source[], onSkipped: OnSkipped): RecordedRow["samples"] {
  const [only, ...others] = sources;
  if (others.length === 0) return only?.head?.samples ?? [];
  const filled = new Map<string, string>();
  return sources.flatMap(({ file, head }) => {
    const paths = head?.samples.map(({ device, sample }) => `${device}/${sample.point}`) ?? [];
    const twice = paths.find((path) => filled.has(path));
    if (twice === undefined) {
      for (const path of paths) filled.set(path, file.file);
      return head?.samples ?? [];
    }
    refuse(
      file,
      { line: head?.line ?? 0, problem: `${filled.get(twice)} has a row of \`${twice}\` at this time too` },
      onSkipped,
    );
    return [];
  });
}

async function* rowsOf(file: RecordedFile, read: ReadRecorded, onSkipped: OnSkipped): AsyncGenerator<SourceRow> {
  let parse: ReturnType<typeof rowParser> | undefined;
  for await (const record of recordsOf(file, read)) {
    if (parse === undefined) {
      parse = rowParser(file, record);
      continue;
    }
    const row = parse(record);
    if (typeof row === "string") refuse(file, { line: record.line, problem: row }, onSkipped);
    else if (row !== undefined) yield { ...row, line: record.line };
  }
  if (parse === undefined) throw new AppError("recording-invalid", `${file.file}:1: the file is empty`);
}

interface BadRow {
  readonly line: number;
  readonly problem: string;
}

function refuse(file: RecordedFile, { line, problem }: BadRow, onSkipped: OnSkipped): void {
  const place = `${file.file}:${line}: ${problem}`;
  if (file.badRows === "stop") throw new AppError("recording-invalid", place);
  onSkipped(place);
}

async function* recordsOf({ file, separator }: RecordedFile, read: ReadRecorded): AsyncGenerator<CsvRecord> {
  const reader = new CsvReader(file, separator);
  const decoder = new TextDecoder("utf-8");
  for await (const bytes of read(file)) yield* reader.push(decoder.decode(bytes, { stream: true }));
  yield* reader.push(decoder.decode());
  yield* reader.end();
}
