import { AppError } from "../../../core/errors.ts";
import type { Statement } from "../../../core/influxql/ast.ts";
import type {
  QueryOptions,
  ReadingColumns,
  RegisterEntry,
  Series,
  Store,
  StoreBatch,
  StoreImage,
} from "../../../core/ports/store.ts";
import type { MeasurementName } from "../../measurements.ts";
import { answerFromRows } from "../../query/answer.ts";
import type { Row, RowSource } from "../../query/evaluate.ts";
import { defaultLimits } from "../../query/table.ts";
import { columnNames, type EventRow, eventRows, withFreeTimes } from "../event-rows.ts";

/** What a memory store holds, apart from the store that is open on it: the stand-in for a file. */
export class MemoryContent implements RowSource {
  generation: number;
  readonly series: (Series & { readonly id: number })[] = [];
  register: RegisterEntry[] = [];
  /** Measurement, tags and time of every event row. */
  readonly taken = new Set<string>();
  readonly #rows = new Map<MeasurementName, Row[]>();

  constructor(generation = 1) {
    this.generation = generation;
  }

  rows(measurement: MeasurementName): readonly Row[] {
    return this.#rows.get(measurement) ?? [];
  }

  add(measurement: MeasurementName, row: Row): void {
    const rows = this.#rows.get(measurement);
    if (rows === undefined) this.#rows.set(measurement, [row]);
    else rows.push(row);
  }
}

/** The reference store: everything in plain rows, nothing clever. What it answers is what every other store must answer. */
export class MemoryStore implements Store {
  readonly content: MemoryContent;
  readonly #writing: () => Promise<void>;
  #isOpen = false;

  /** `writing` is how long a commit takes: a store that is closed before it ends has committed nothing. */
  constructor(content = new MemoryContent(), writing: () => Promise<void> = () => Promise.resolve()) {
    this.content = content;
    this.#writing = writing;
  }

  async open(): Promise<StoreImage> {
    this.#isOpen = true;
    const { generation, series, register } = this.content;
    return { generation, series: [...series], register: [...register] };
  }

  async append(batch: StoreBatch): Promise<void> {
    this.#assertOpen();
    await this.#writing();
    this.#assertOpen();
    const { content } = this;
    const known = new Set(content.series.map(({ id }) => id));
    content.series.push(...batch.newSeries.filter(({ id }) => !known.has(id)));
    const series = new Map(content.series.map((one) => [one.id, one]));
    for (const columns of batch.readings) {
      for (let row = 0; row < columns.length; row += 1) content.add("reading", readingRow(columns, row, series));
    }
    const events = batch.events.flatMap(eventRows);
    for (const row of withFreeTimes(events, content.taken)) content.add(row.measurement, rowOfEvent(row));
    content.register.push(...batch.register);
  }

  async query(statement: Statement, options: QueryOptions = {}): Promise<Uint8Array> {
    this.#assertOpen();
    return answerFromRows({ statement, precision: options.precision ?? "ms", limits: defaultLimits }, this.content);
  }

  async compactRegister(register: readonly RegisterEntry[]): Promise<void> {
    this.#assertOpen();
    this.content.register = [...register];
  }

  async close(): Promise<void> {
    this.#isOpen = false;
  }

  #assertOpen(): void {
    if (!this.#isOpen) throw new AppError("store-unavailable", "the store is closed");
  }
}

function readingRow(columns: ReadingColumns, at: number, series: ReadonlyMap<number, Series>): Row {
  const {
    region = "",
    site = "",
    device = "",
    variable = "",
    commons = "",
  } = series.get(columns.series[at] ?? -1) ?? {};
  const value = columns.value[at] ?? Number.NaN;
  const quality = columns.quality[at] ?? -1;
  const received = columns.receivedAt[at] ?? Number.NaN;
  return {
    time: columns.measuredAt[at] ?? 0,
    tags: { region, site, device, variable, commons },
    fields: {
      value: Number.isNaN(value) ? null : value,
      quality: quality < 0 ? null : quality,
      reason: columns.texts[columns.reason[at] ?? -1] ?? null,
      origin: columns.texts[columns.origin[at] ?? -1] ?? null,
      received: Number.isNaN(received) ? null : received,
    },
  };
}

function rowOfEvent(row: EventRow): Row {
  const { tags, fields } = columnNames(row.measurement);
  return {
    time: row.time,
    tags: Object.fromEntries(tags.map((name, index) => [name, row.tags[index] ?? ""])),
    fields: Object.fromEntries(fields.map((name, index) => [name, row.fields[index] ?? null])),
  };
}
