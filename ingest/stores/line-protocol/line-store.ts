import { AppError, messageOf } from "../../../core/errors.ts";
import type { SelectStatement, ShowStatement } from "../../../core/influxql/ast.ts";
import type { WorldClock } from "../../../core/ports/clock.ts";
import type { Disk } from "../../../core/ports/disk.ts";
import { type Rng, randomHex } from "../../../core/ports/rng.ts";
import type {
  QueryOptions,
  ReadingColumns,
  RefusedRow,
  RegisterEntry,
  Series,
  Store,
  StoreBatch,
  StoreEvents,
  StoreImage,
} from "../../../core/ports/store.ts";
import { answerFromRows } from "../../query/answer.ts";
import { defaultLimits } from "../../query/table.ts";
import { type EventRow, eventRows } from "../event-rows.ts";
import { BlockWriter } from "./block-writer.ts";
import { writeEventLine } from "./event-lines.ts";
import { placeEvents } from "./event-places.ts";
import type { LineBuffer } from "./line-buffer.ts";
import type { LineServer } from "./line-server.ts";
import { openingMark } from "./mark.ts";
import { MarkKeeper } from "./mark-keeper.ts";
import { type BlockLimits, ReadingLines } from "./reading-lines.ts";
import { gapsOfRefused, type RefusedReading } from "./refused-readings.ts";
import { type Probe, RegisterLog } from "./register-log.ts";
import { statementText } from "./statement-text.ts";
import { Turns } from "./turns.ts";

/** What a store on a line-protocol server works with. */
export interface LineStorePorts {
  readonly server: LineServer;
  /** A directory of our own, for the register. */
  readonly disk: Disk;
  readonly rng: Rng;
  readonly world: WorldClock;
}

/** Who writes. */
export interface LineStoreOptions {
  /** Our name: several of us may write to one database. */
  readonly id: string;
}

/** Source: InfluxData, "Optimize writes to InfluxDB", 5,000 lines a request. */
const limits: BlockLimits = { lines: 5_000, bytes: 2_000_000 };

/**
 * A store on a server that takes line protocol. Points overwrite themselves, so a batch that failed half-way is simply written
 * again; what the server does not keep for us, the register, is a log beside us. Before anything is acknowledged the server is
 * asked whether it still has what it had; meanwhile the points of the next batch are on their way.
 */
export class LineStore implements Store {
  readonly #ports: LineStorePorts;
  readonly #log: RegisterLog;
  readonly #marks: MarkKeeper;
  readonly #series = new Map<number, Series>();
  readonly #spare: LineBuffer[] = [];
  #events: StoreEvents = {};
  #lines = new ReadingLines();
  #batches = 0;
  /** Points go to the server in one turn, marks and the log in another: each in the order of the batches. */
  readonly #writing = new Turns();
  readonly #settling = new Turns();
  #state: "closed" | "open" | "failed" = "closed";

  constructor(ports: LineStorePorts, options: LineStoreOptions) {
    this.#ports = ports;
    this.#log = new RegisterLog(ports.disk);
    this.#marks = new MarkKeeper(ports, options.id);
  }

  async open(events: StoreEvents = {}): Promise<StoreImage> {
    return this.#alone(() => {
      this.#events = events;
      return this.#open();
    });
  }

  async append(batch: StoreBatch): Promise<void> {
    const written = this.#writing.next(() => this.#whileOpen(() => this.#write(batch)));
    // Told by what waits for it.
    written.catch(() => undefined);
    return asAway(this.#settling.next(() => this.#whileOpen(async () => this.#settle(batch, await written))));
  }

  async query(statement: SelectStatement | ShowStatement, options: QueryOptions = {}): Promise<Uint8Array> {
    this.#assertOpen();
    const { precision = "ms", signal } = options;
    if (statement.kind === "show" && (statement.what === "databases" || statement.what === "retention-policies")) {
      return answerFromRows({ statement, precision, limits: defaultLimits }, { rows: () => [] });
    }
    const asked = signal === undefined ? { precision } : { precision, signal };
    return this.#ports.server.query(statementText(statement), asked);
  }

  async compactRegister(register: readonly RegisterEntry[]): Promise<void> {
    await this.#alone(async () => {
      this.#assertOpen();
      const series = [...this.#series].map(([id, one]) => ({ id, ...one }));
      await this.#log.begin({ ...this.#marks.current, series, register });
    });
  }

  async close(): Promise<void> {
    await this.#alone(async () => {
      if (this.#state === "closed") return;
      this.#state = "closed";
      await this.#log.close();
      await this.#ports.server.close();
    });
  }

  /** When nothing else is under way. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    return asAway(this.#writing.next(() => this.#settling.next(work)));
  }

  /** After a failure nothing goes on: some of the batch may be there, and the next opening tells what counts. */
  async #whileOpen<T>(work: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    try {
      return await work();
    } catch (error) {
      if (this.#state === "open") this.#state = "failed";
      throw error;
    }
  }

  async #open(): Promise<StoreImage> {
    const { keep } = await this.#ports.server.prepare();
    const held = await this.#log.read();
    const draw = (): string => randomHex(this.#ports.rng, 8);
    let opening = openingMark(await this.#marks.read(), held?.mark, draw);
    const probe = held?.probe ?? null;
    const series = new Map((held?.series ?? []).map(({ id, ...one }) => [id, one]));
    this.#marks.keep = keep;
    if (!opening.forgot && !(await this.#marks.has(probe, series))) {
      opening = openingMark(undefined, opening.mark, draw);
    }
    const kept = opening.forgot || held === undefined ? { probe: null, series: [], register: [] } : held;
    await this.#marks.begin({ mark: opening.mark, probe: kept.probe });
    await this.#log.begin({ ...kept, mark: opening.mark });
    this.#series.clear();
    this.#lines = new ReadingLines();
    this.#learn(kept.series);
    this.#batches = opening.mark.batch;
    this.#state = "open";
    return { generation: opening.mark.generation, series: kept.series, register: kept.register };
  }

  #learn(series: readonly (Series & { readonly id: number })[]): void {
    for (const { id, ...one } of series) this.#series.set(id, one);
    this.#lines.learn(series);
  }

  /** The points of a batch; answers the probe of it. */
  async #write(batch: StoreBatch): Promise<Probe | null> {
    this.#learn(batch.newSeries);
    const refused: RefusedReading[] = [];
    let probe: Probe | null = null;
    for (const columns of batch.readings) {
      const written = await this.#writeReadings(columns);
      for (const one of written.refused) refused.push({ columns, ...one });
      probe = written.probe ?? probe;
    }
    const id = `store-${this.#marks.current.mark.session}-${this.#batches}`;
    this.#batches += 1;
    const gaps = gapsOfRefused(refused, { series: this.#series, now: this.#ports.world.now(), id });
    await this.#writeEvents([...batch.events, ...gaps].flatMap(eventRows));
    return probe;
  }

  /** Makes a batch count whose points were written. */
  async #settle(batch: StoreBatch, probe: Probe | null): Promise<void> {
    const mark = await this.#marks.advance(probe, this.#series);
    await this.#log.append({ batch: mark.batch, probe, series: batch.newSeries, register: batch.register });
  }

  async #writeReadings(columns: ReadingColumns) {
    const writer = new BlockWriter(this.#ports.server, this.#spare);
    for (let row = 0; row < columns.length; ) {
      const buffer = await writer.buffer();
      row = this.#lines.write(columns, row, buffer, limits);
      writer.send(buffer);
    }
    const { refused, last } = await writer.finish();
    this.#tell(refused);
    const series = columns.series[last ?? -1];
    const at = columns.measuredAt[last ?? -1];
    const probe = series === undefined || at === undefined ? null : { series, at };
    return { refused: refused.map(({ origin: row, reason }) => ({ row, reason })), probe };
  }

  async #writeEvents(rows: readonly EventRow[]): Promise<void> {
    if (rows.length === 0) return;
    const { server } = this.#ports;
    const placed = await placeEvents(rows, (text) => server.query(text, { precision: "ms" }));
    const writer = new BlockWriter(server, this.#spare);
    for (let row = 0; row < placed.length; ) {
      const buffer = await writer.buffer();
      for (; row < placed.length && buffer.lines < limits.lines && buffer.length < limits.bytes; row += 1) {
        writeEventLine(placed[row] as EventRow, row, buffer);
      }
      writer.send(buffer);
    }
    this.#tell((await writer.finish()).refused);
  }

  #tell(refused: readonly RefusedRow[]): void {
    if (refused.length > 0) this.#events.onRefused?.(refused);
  }

  #assertOpen(): void {
    if (this.#state === "closed") throw new AppError("store-unavailable", "the store is closed");
    if (this.#state === "failed") throw new AppError("store-unavailable", "the store is to be opened anew");
  }
}

/** Whatever goes wrong, the store is away. */
function asAway<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw error instanceof AppError ? error : new AppError("store-unavailable", messageOf(error), error);
  });
}
