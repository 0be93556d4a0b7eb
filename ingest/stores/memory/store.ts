import { AppError } from "../../../core/errors.ts";
import type { SelectStatement, ShowStatement } from "../../../core/influxql/ast.ts";
import type {
  ReadingColumns,
  RegisterEntry,
  Series,
  Store,
  StoreBatch,
  StoreImage,
} from "../../../core/ports/store.ts";
import { columnNames, type EventRow, eventRow, withFreeTimes } from "../event-rows.ts";

/** One stored row: tags as text, fields without those it has none of. */
export interface MemoryRow {
  readonly measurement: string;
  /** Epoch ms. */
  readonly time: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

/** What survives the store that was opened on it: the memory's stand-in for a file. */
export interface MemoryContent {
  generation: number;
  series: (Series & { readonly id: number })[];
  rows: MemoryRow[];
  taken: Set<string>;
  register: RegisterEntry[];
}

export function emptyContent(generation = 1): MemoryContent {
  return { generation, series: [], rows: [], taken: new Set(), register: [] };
}

/** Answers a statement over rows: the reference evaluator. */
export type Evaluate = (statement: SelectStatement | ShowStatement, rows: readonly MemoryRow[]) => Uint8Array;

/** The reference store: everything in plain rows, nothing clever. What it says is what every other store must say. */
export class MemoryStore implements Store {
  readonly content: MemoryContent;
  readonly #evaluate: Evaluate;
  #open = false;

  constructor(content: MemoryContent, evaluate: Evaluate) {
    this.content = content;
    this.#evaluate = evaluate;
  }

  async open(): Promise<StoreImage> {
    this.#open = true;
    const { generation, series, register } = this.content;
    return { generation, series: [...series], register: [...register] };
  }

  async append(batch: StoreBatch): Promise<void> {
    this.#assertOpen();
    const { content } = this;
    const known = new Set(content.series.map(({ id }) => id));
    content.series.push(...batch.newSeries.filter(({ id }) => !known.has(id)));
    const series = new Map(content.series.map((one) => [one.id, one]));
    for (const columns of batch.readings) {
      for (let row = 0; row < columns.length; row += 1) content.rows.push(readingRow(columns, row, series));
    }
    const events = batch.events.map(eventRow).filter((row) => row !== undefined);
    content.rows.push(...withFreeTimes(events, content.taken).map(memoryRow));
    content.register.push(...batch.register);
  }

  async query(statement: SelectStatement | ShowStatement): Promise<Uint8Array> {
    this.#assertOpen();
    return this.#evaluate(statement, this.content.rows);
  }

  async compactRegister(register: readonly RegisterEntry[]): Promise<void> {
    this.#assertOpen();
    this.content.register = [...register];
  }

  async close(): Promise<void> {
    this.#open = false;
  }

  #assertOpen(): void {
    if (!this.#open) throw new AppError("store-unavailable", "the store is closed");
  }
}

function readingRow(columns: ReadingColumns, at: number, series: ReadonlyMap<number, Series>): MemoryRow {
  const {
    region = "",
    site = "",
    device = "",
    variable = "",
    commons = "",
  } = series.get(columns.series[at] ?? -1) ?? {};
  const value = columns.value[at] ?? Number.NaN;
  const quality = columns.quality[at] ?? -1;
  const reason = columns.texts[columns.reason[at] ?? -1];
  const origin = columns.texts[columns.origin[at] ?? -1];
  const received = columns.receivedAt[at] ?? Number.NaN;
  return {
    measurement: "reading",
    time: columns.measuredAt[at] ?? 0,
    tags: { region, site, device, variable, commons },
    fields: {
      ...(Number.isNaN(value) ? {} : { value }),
      ...(quality < 0 ? {} : { quality }),
      ...(reason === undefined ? {} : { reason }),
      ...(origin === undefined ? {} : { origin }),
      ...(Number.isNaN(received) ? {} : { received }),
    },
  };
}

function memoryRow(row: EventRow): MemoryRow {
  const { tags, fields } = columnNames(row.measurement);
  const values = fields.map((name, index): [string, EventRow["fields"][number]] => [name, row.fields[index] ?? null]);
  return {
    measurement: row.measurement,
    time: row.time,
    tags: Object.fromEntries(tags.map((name, index) => [name, row.tags[index] ?? ""])),
    fields: Object.fromEntries(values.filter((pair): pair is [string, string | number | boolean] => pair[1] !== null)),
  };
}
