import { HttpError, InfluxDB, setLogger, type WriteOptions } from "@influxdata/influxdb-client";
import { AppError, messageOf } from "../../../../core/errors.ts";
import type { DurationMs } from "../../../../core/time.ts";
import { askDoor } from "../../../query/io/door.ts";
import { writeAnswer } from "../../line-protocol/answer.ts";
import type { LineQuery, LineServer, WriteAnswer } from "../../line-protocol/line-server.ts";
import type { Influx2Options } from "../options.ts";

// What goes wrong is thrown to whoever asked; the client would print it as well.
setLogger({ error: () => undefined, warn: () => undefined });

/**
 * All lines travel as one record, so nothing is sent but by `flush`; and nothing is sent twice: the client's own buffer of what
 * failed is no place for readings.
 */
const once: Partial<WriteOptions> = {
  batchSize: 2,
  maxBatchBytes: Number.MAX_SAFE_INTEGER,
  flushInterval: 0,
  maxRetries: 0,
  maxBufferLines: 0,
};

/** A bucket of an InfluxDB 2. */
export class Influx2Server implements LineServer {
  readonly #options: Influx2Options;
  readonly #client: InfluxDB;

  constructor(options: Influx2Options) {
    const { url, token, timeout } = options;
    this.#options = options;
    this.#client = new InfluxDB({ url, token, timeout });
  }

  /** The bucket is made by whoever gives out the token. A query shows that it is there and that it can be asked. */
  async prepare(): Promise<{ readonly keep: DurationMs | null }> {
    await this.query('SELECT * FROM "reading" LIMIT 1', { precision: "ms" });
    return { keep: this.#options.keep };
  }

  async write(lines: Uint8Array<ArrayBuffer>): Promise<WriteAnswer> {
    const { org, bucket } = this.#options;
    const api = this.#client.getWriteApi(org, bucket, "ms", once);
    api.writeRecords([new TextDecoder().decode(lines.at(-1) === 10 ? lines.subarray(0, -1) : lines)]);
    try {
      await api.flush();
      return { kind: "stored" };
    } catch (error) {
      if (!(error instanceof HttpError)) throw new AppError("store-unavailable", messageOf(error), error);
      const body = new TextEncoder().encode(error.body ?? JSON.stringify({ message: error.message }));
      return writeAnswer({ status: error.statusCode, body });
    } finally {
      await api.close().catch(() => undefined);
    }
  }

  async query(text: string, options: LineQuery): Promise<Uint8Array> {
    const { url, bucket, token, timeout } = this.#options;
    return askDoor({ url, database: bucket, authorization: `Token ${token}`, timeout }, text, options);
  }

  async close(): Promise<void> {
    // Connections that are kept belong to the process; they end by themselves.
  }
}
