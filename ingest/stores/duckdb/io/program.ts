import { AppError, messageOf } from "../../../../core/errors.ts";
import type { ChildProgram, ParentLink } from "../../../../core/ports/process.ts";
import type { RegisterEntry } from "../../../../core/ports/store.ts";
import { longestFrame } from "../../../../core/wire/frames.ts";
import {
  type AnswerStatus,
  decodeAppend,
  decodeJson,
  decodeRequest,
  encodeAnswer,
  encodeJson,
  type Frame,
  type QueryBody,
  type RequestKind,
} from "../frames.ts";
import type { DuckdbOptions } from "../options.ts";
import { type Database, type DatabasePorts, openDatabase, readImage } from "./database.ts";
import { MarkFile } from "./mark-file.ts";
import { QueryDesk } from "./query-desk.ts";
import { StoreWriter } from "./store-writer.ts";

const nothing = new Uint8Array(0);

/** Longest answer of a query, bytes. */
const longestAnswer = longestFrame / 2;

/** The child that owns the store file: it opens it, appends in the order of the frames, and answers queries beside that. */
export function databaseProgram(options: DuckdbOptions, ports: DatabasePorts): ChildProgram {
  return (parent) => {
    const owner = new FileOwner(options, parent, ports);
    return { onFrame: (bytes) => owner.take(decodeRequest(bytes)), onEnd: () => owner.end() };
  };
}

class FileOwner {
  readonly #options: DuckdbOptions;
  readonly #parent: ParentLink;
  readonly #ports: DatabasePorts;
  readonly #marks: MarkFile;
  #database: Database | undefined;
  #writer: StoreWriter | undefined;
  #desk: QueryDesk | undefined;
  /** Everything but queries runs one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: DuckdbOptions, parent: ParentLink, ports: DatabasePorts) {
    this.#options = options;
    this.#parent = parent;
    this.#ports = ports;
    this.#marks = new MarkFile(options.path);
  }

  take(frame: Frame<RequestKind>): void {
    if (frame.kind === "query") void this.#query(frame);
    else if (frame.kind === "cancel") this.#desk?.cancel(frame.id);
    else this.#turn = this.#turn.then(() => this.#run(frame));
  }

  /** Waits for what runs, so that a commit is not cut in two, and leaves. */
  end(): void {
    void this.#turn.then(async () => {
      await this.#close();
      this.#parent.leave(0);
    });
  }

  async #run(frame: Frame<RequestKind>): Promise<void> {
    try {
      await this.#answer("ok", frame.id, await this.#do(frame));
    } catch (error) {
      const reason = messageOf(error);
      await this.#answer("failed", frame.id, encodeJson(reason));
      // DuckDB refuses everything after an internal fault; only a new process can go on.
      if (!/FATAL|INTERNAL|invalidated/.test(reason)) return;
      this.#ports.complain(reason);
      this.#parent.leave(1);
    }
  }

  async #do(frame: Frame<RequestKind>): Promise<Uint8Array> {
    switch (frame.kind) {
      case "open":
        return this.#open();
      case "append": {
        const { rest, readings } = decodeAppend(frame.body);
        await this.#opened().append(rest, readings);
        return nothing;
      }
      case "compact":
        await this.#opened().compact(decodeJson<RegisterEntry[]>(frame.body));
        return nothing;
      case "close":
        await this.#close();
        return nothing;
      case "query":
      case "cancel":
        return nothing;
    }
  }

  async #open(): Promise<Uint8Array> {
    if (this.#database === undefined) {
      const { clocks } = this.#ports;
      this.#database = await openDatabase(this.#options, this.#marks, this.#ports);
      this.#writer = new StoreWriter(this.#database, this.#marks, clocks.world, this.#options.retentionMs);
      await this.#writer.dropOldDays(clocks.world.now());
      this.#desk = new QueryDesk(this.#database, clocks.io, this.#options.queryLimitMs);
    }
    const { mark, setAside, writer } = this.#database;
    return encodeJson({ mark, setAside, ...(await readImage(writer)) });
  }

  #opened(): StoreWriter {
    if (this.#writer === undefined) throw new Error("the store is not open");
    return this.#writer;
  }

  async #close(): Promise<void> {
    const desk = this.#desk;
    this.#desk = undefined;
    this.#writer?.finish();
    await desk?.stop();
    this.#database?.close();
    this.#database = undefined;
    this.#writer = undefined;
  }

  async #query(frame: Frame<RequestKind>): Promise<void> {
    try {
      if (this.#desk === undefined) throw new Error("the store is not open");
      const body = await this.#desk.answer(frame.id, decodeJson<QueryBody>(frame.body));
      if (body.length > longestAnswer) throw new AppError("query-limit", "the answer is too long: ask for less");
      await this.#answer("ok", frame.id, body);
    } catch (error) {
      const reason = messageOf(error);
      await this.#answer(queryStatus(error), frame.id, encodeJson(reason));
    }
  }

  async #answer(status: AnswerStatus, id: number, body: Uint8Array): Promise<void> {
    // A parent that is gone needs no answer; `onEnd` follows.
    await this.#parent.send(encodeAnswer(status, id, body)).catch(() => undefined);
  }
}

function queryStatus(error: unknown): AnswerStatus {
  if (!(error instanceof AppError)) return "failed";
  if (error.code === "query-invalid") return "invalid";
  return error.code === "query-limit" ? "limit" : "failed";
}
