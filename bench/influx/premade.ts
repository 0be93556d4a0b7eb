import type { ReadingColumns } from "../../core/ports/store.ts";
import { Influx1Server } from "../../ingest/stores/influx1/io/server.ts";
import { LineBuffer } from "../../ingest/stores/line-protocol/line-buffer.ts";
import { ReadingLines } from "../../ingest/stores/line-protocol/reading-lines.ts";
import { region, siteIds } from "../ingest/load.ts";

const devicesPerSite = 25;
const inFlight = 2;
const block = { lines: 5_000, bytes: 2_000_000 };
const database = "premade";

/** The lines that ingest would write of the same load, made beforehand and posted as ingest posts them. */
export class PremadeLines {
  readonly #server: Influx1Server;
  readonly #lines = new ReadingLines();
  readonly #seriesCount: number;
  #moment = Date.now();
  #made = 0;

  private constructor(url: string, perMessage: number) {
    this.#server = new Influx1Server({ url, database, keep: null, timeout: 30_000, gzip: false });
    const series = siteIds.flatMap((site) =>
      Array.from({ length: devicesPerSite * perMessage }, (_, index) => ({
        region,
        site,
        device: `device-${Math.floor(index / perMessage) + 1}`,
        variable: `variable-${(index % perMessage) + 1}`,
        commons: "water",
      })),
    );
    this.#lines.learn(series.map((one, id) => ({ id, ...one })));
    this.#seriesCount = series.length;
  }

  static async start(url: string, perMessage: number): Promise<PremadeLines> {
    const lines = new PremadeLines(url, perMessage);
    await lines.#server.prepare();
    return lines;
  }

  /** Posts about so many lines, two requests at a time; lines a second. */
  async run(count: number): Promise<number> {
    const blocks = this.#blocks(count);
    const started = performance.now();
    let sent = 0;
    let next = 0;
    const post = async (): Promise<void> => {
      for (let buffer = blocks[next++]; buffer !== undefined; buffer = blocks[next++]) {
        const answer = await this.#server.write(buffer.bytes.subarray(0, buffer.length));
        if (answer.kind !== "stored") throw new Error(`the lines were refused: ${answer.reason}`);
        sent += buffer.lines;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, post));
    return (sent / (performance.now() - started)) * 1000;
  }

  #blocks(count: number): LineBuffer[] {
    const blocks: LineBuffer[] = [];
    for (let made = 0; made < count; ) {
      const columns = this.#columns();
      made += columns.length;
      for (let row = 0; row < columns.length; ) {
        const buffer = new LineBuffer();
        row = this.#lines.write(columns, row, buffer, block);
        blocks.push(buffer);
      }
    }
    return blocks;
  }

  /** As many readings as ingest commits at once: every series again and again, a millisecond later each time. */
  #columns(): ReadingColumns {
    const length = 50_000;
    const series = new Int32Array(length);
    const measuredAt = new Float64Array(length);
    const value = new Float64Array(length);
    for (let row = 0; row < length; row += 1) {
      const of = this.#made % this.#seriesCount;
      if (of === 0) this.#moment += 1;
      series[row] = of;
      measuredAt[row] = this.#moment;
      value[row] = ((this.#made + row * 31) % 1000) / 8;
      this.#made += 1;
    }
    const none = new Int16Array(length).fill(-1);
    const received = new Float64Array(length).fill(Number.NaN);
    return {
      length,
      series,
      measuredAt,
      value,
      quality: none,
      reason: none,
      origin: none,
      receivedAt: received,
      texts: [],
    };
  }
}
