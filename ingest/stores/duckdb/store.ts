import { AppError } from "../../../core/errors.ts";
import type { Statement } from "../../../core/influxql/ast.ts";
import type { Cancel, IoClock } from "../../../core/ports/clock.ts";
import type { Child, ProcessPort } from "../../../core/ports/process.ts";
import type { QueryOptions, RegisterEntry, Series, Store, StoreBatch, StoreImage } from "../../../core/ports/store.ts";
import type { DurationMs } from "../../../core/time.ts";
import { eventRows } from "../event-rows.ts";
import {
  type AnswerStatus,
  decodeAnswer,
  decodeJson,
  encodeAppend,
  encodeJson,
  encodeRequest,
  type Frame,
  type QueryBody,
  type RequestKind,
} from "./frames.ts";
import type { StoreMark } from "./generation.ts";

const shortestPause: DurationMs = 50;
const longestPause: DurationMs = 5_000;
const longestGoodbye: DurationMs = 10_000;

/** What the child says when it has opened the file. */
interface OpenedFile {
  readonly mark: StoreMark;
  readonly setAside?: string;
  readonly series: readonly (Series & { readonly id: number })[];
  readonly register: readonly RegisterEntry[];
}

interface Waiting {
  readonly frame: Uint8Array;
  /** Set for appends: they outlive the child. */
  readonly batch?: number;
  readonly resolve: (body: Uint8Array) => void;
  readonly reject: (error: AppError) => void;
}

interface Sent {
  readonly kind: RequestKind;
  readonly batch?: number;
}

/** What the store reports about itself. */
export interface DuckdbEvents {
  /** The child ended by itself and is started again. */
  readonly onRestart?: (reason: string) => void;
  /** The file could not be opened and was set aside; a new one was begun. */
  readonly onSetAside?: (detail: string) => void;
}

/** What the embedded store works with. */
export interface DuckdbPorts {
  readonly processes: ProcessPort;
  readonly clock: IoClock;
}

/**
 * The embedded store: a child process owns the DuckDB file, this side sends it frames and forwards what it answers. When the
 * child ends by itself it is started again, and what it had not committed is sent again; only when it has forgotten what it
 * had committed (its generation rose) are appends rejected, and the caller opens anew.
 */
export class DuckdbStore implements Store {
  readonly #ports: DuckdbPorts;
  readonly #events: DuckdbEvents;
  readonly #waiting = new Map<number, Waiting>();
  #child: Child | undefined;
  #mark: StoreMark | undefined;
  #nextId = 1;
  #lastBatch = 0;
  #pause = shortestPause;
  #closing = false;
  /** Between the end of a child and the next one's word on what it holds, nothing is sent. */
  #recovering = false;
  #retry: Cancel | undefined;

  constructor(ports: DuckdbPorts, events: DuckdbEvents = {}) {
    this.#ports = ports;
    this.#events = events;
  }

  async open(): Promise<StoreImage> {
    if (this.#recovering) throw new AppError("store-unavailable", "the store process is starting again");
    this.#closing = false;
    if (this.#child === undefined) await this.#start();
    const opened = await this.#openFile();
    this.#accept(opened);
    return { generation: opened.mark.generation, series: opened.series, register: opened.register };
  }

  async append(batch: StoreBatch): Promise<void> {
    this.#lastBatch += 1;
    const number = this.#lastBatch;
    const events = batch.events.flatMap(eventRows);
    const rest = { batch: number, newSeries: batch.newSeries, events, register: batch.register };
    await this.#send((id) => encodeAppend(id, rest, batch.readings), { kind: "append", batch: number });
  }

  async query(statement: Statement, options: QueryOptions = {}): Promise<Uint8Array> {
    const { precision = "ms", signal } = options;
    if (this.#recovering) throw new AppError("store-unavailable", "the store is starting again");
    if (signal?.aborted === true) throw new AppError("query-limit", "the query was broken off");
    const id = this.#nextId;
    const answer = this.#request("query", encodeJson({ statement, precision } satisfies QueryBody));
    const cancel = (): void => this.#write(encodeRequest("cancel", id, new Uint8Array(0)));
    signal?.addEventListener("abort", cancel, { once: true });
    return answer.finally(() => signal?.removeEventListener("abort", cancel));
  }

  async compactRegister(register: readonly RegisterEntry[]): Promise<void> {
    await this.#request("compact", encodeJson(register));
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    const child = this.#child;
    if (child !== undefined && !this.#recovering) await this.#goodbye();
    this.#closing = true;
    this.#child = undefined;
    this.#retry?.();
    child?.kill();
    this.#rejectAll("the store was closed");
  }

  /** Lets what was appended become durable first; a child that hangs is not waited for. */
  async #goodbye(): Promise<void> {
    let stopWaiting: Cancel = () => undefined;
    const patience = new Promise<void>((resolve) => {
      stopWaiting = this.#ports.clock.schedule(longestGoodbye, resolve);
    });
    const closed = this.#request("close", new Uint8Array(0)).catch(() => undefined);
    await Promise.race([closed, patience]);
    stopWaiting();
  }

  #request(kind: RequestKind, body: Uint8Array): Promise<Uint8Array> {
    return this.#send((id) => encodeRequest(kind, id, body), { kind });
  }

  #send(encode: (id: number) => Uint8Array, { kind, batch }: Sent): Promise<Uint8Array> {
    if (this.#closing) return Promise.reject(new AppError("store-unavailable", "the store is closed"));
    const id = this.#nextId;
    this.#nextId = (id + 1) >>> 0;
    return new Promise((resolve, reject) => {
      const frame = encode(id);
      this.#waiting.set(id, { frame, resolve, reject, ...(batch === undefined ? {} : { batch }) });
      if (!this.#recovering || kind === "open") this.#write(frame);
    });
  }

  #write(frame: Uint8Array): void {
    // A broken pipe is followed by the child's end, where everything that waits is dealt with.
    this.#child?.send(frame).catch(() => undefined);
  }

  async #start(): Promise<void> {
    const child = await this.#ports.processes.spawn({
      onFrame: (bytes) => this.#answered(decodeAnswer(bytes)),
      onExit: (reason) => {
        if (this.#child === child) this.#ended(reason);
      },
    });
    this.#child = child;
  }

  async #openFile(): Promise<OpenedFile> {
    return decodeJson<OpenedFile>(await this.#request("open", new Uint8Array(0)));
  }

  #accept(opened: OpenedFile): void {
    if (opened.setAside !== undefined && this.#mark?.session !== opened.mark.session) {
      this.#events.onSetAside?.(opened.setAside);
    }
    this.#mark = opened.mark;
    this.#lastBatch = Math.max(this.#lastBatch, opened.mark.batch);
    this.#pause = shortestPause;
  }

  #answered(answer: Frame<AnswerStatus>): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    switch (answer.kind) {
      case "ok":
        waiting.resolve(answer.body);
        return;
      case "failed":
        waiting.reject(new AppError("store-unavailable", decodeJson<string>(answer.body)));
        return;
      case "invalid":
        waiting.reject(new AppError("query-invalid", decodeJson<string>(answer.body)));
        return;
      case "limit":
        waiting.reject(new AppError("query-limit", decodeJson<string>(answer.body)));
        return;
    }
  }

  #ended(reason: string): void {
    this.#child = undefined;
    if (this.#closing) return;
    const opened = this.#mark !== undefined;
    for (const [id, waiting] of [...this.#waiting]) {
      if (opened && waiting.batch !== undefined) continue;
      this.#waiting.delete(id);
      waiting.reject(new AppError("store-unavailable", `the store process ended: ${reason}`));
    }
    if (!opened) return;
    this.#recovering = true;
    this.#events.onRestart?.(reason);
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#retry !== undefined) return;
    const pause = this.#pause;
    this.#pause = Math.min(longestPause, pause * 2);
    this.#retry = this.#ports.clock.schedule(pause, () => {
      this.#retry = undefined;
      if (!this.#closing) void this.#recover();
    });
  }

  async #recover(): Promise<void> {
    const before = this.#mark?.generation;
    try {
      await this.#start();
      const opened = await this.#openFile();
      this.#accept(opened);
      this.#recovering = false;
      if (before === opened.mark.generation) this.#resume(opened.mark.batch);
      else this.#rejectAll("the store has forgotten what it held");
    } catch {
      // A child that stays but cannot open the file (another process still holds it) is of no use either.
      const child = this.#child;
      this.#child = undefined;
      child?.kill();
      this.#retryLater();
    }
  }

  /** Batches up to this one are in the file; the others are sent again in their order. */
  #resume(batch: number): void {
    for (const [id, waiting] of [...this.#waiting].sort(([a], [b]) => a - b)) {
      if (waiting.batch !== undefined && waiting.batch <= batch) {
        this.#waiting.delete(id);
        waiting.resolve(new Uint8Array(0));
      } else {
        this.#write(waiting.frame);
      }
    }
  }

  #rejectAll(reason: string): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of all) waiting.reject(new AppError("store-unavailable", reason));
  }
}
