import { AppError } from "../../../core/errors.ts";
import type { WorldClock } from "../../../core/ports/clock.ts";
import type { Series } from "../../../core/ports/store.ts";
import type { DurationMs } from "../../../core/time.ts";
import { stringField, tagText, utf8 } from "./escape.ts";
import type { LineServer } from "./line-server.ts";
import type { Mark } from "./mark.ts";
import type { Probe } from "./register-log.ts";
import { literal, readSeries } from "./series-answer.ts";

const measurement = "homeostat_mark";

/** Marks of one hour overwrite each other; so the newest is never older than what the server keeps at least, an hour. */
const markEvery: DurationMs = 3_600_000;

/** A mark that was found, and the probe stored with it. */
export interface MarkedProbe {
  readonly mark: Mark;
  readonly probe: Probe | null;
}

type SeriesById = ReadonlyMap<number, Series>;

/**
 * Our mark on the server: which batch was the last. A server that was emptied, restored or exchanged for another shows an older
 * mark or none, and one that lost its last seconds lacks the reading we know it had.
 */
export class MarkKeeper {
  readonly #server: LineServer;
  readonly #world: WorldClock;
  readonly #id: string;
  #held: MarkedProbe = { mark: { session: "", generation: 0, batch: 0 }, probe: null };
  #writtenAt = 0;
  /** How long the server keeps points; null is for ever. */
  keep: DurationMs | null = null;

  constructor(ports: { server: LineServer; world: WorldClock }, id: string) {
    this.#server = ports.server;
    this.#world = ports.world;
    this.#id = id;
  }

  get current(): MarkedProbe {
    return this.#held;
  }

  /** The newest mark on the server. */
  async read(): Promise<Mark | undefined> {
    const where = `WHERE "ingest" = ${literal(this.#id)} ORDER BY time DESC LIMIT 1`;
    const [series] = await this.#ask(`SELECT "session", "generation", "batch" FROM "${measurement}" ${where}`);
    const [at, session, generation, batch] = series?.values[0] ?? [];
    if (session === undefined || session === null) return undefined;
    this.#writtenAt = Math.max(this.#writtenAt, Number(at));
    return { session: String(session), generation: Number(generation), batch: Number(batch) };
  }

  /** Whether the server has this reading; of one that it may have let go by now it is not asked. */
  async has(probe: Probe | null, series: SeriesById): Promise<boolean> {
    if (probe === null || (this.keep !== null && probe.at < this.#world.now() - this.keep)) return true;
    const tags = Object.entries(series.get(probe.series) ?? {}).filter(([, value]) => value !== "");
    const place = tags.map(([name, value]) => ` AND "${name}" = ${literal(value)}`).join("");
    const fields = `"value", "quality", "reason", "origin", "received"`;
    return (await this.#ask(`SELECT ${fields} FROM "reading" WHERE time = ${probe.at}ms${place}`)).length > 0;
  }

  /** Sets the mark that a store was opened with. */
  async begin(held: MarkedProbe): Promise<void> {
    await this.#write(held.mark);
    this.#held = held;
  }

  /** Counts one batch more, when the server still has the one before it. */
  async advance(probe: Probe | null, series: SeriesById): Promise<Mark> {
    const { mark, probe: before } = this.#held;
    const [there, hasProbe] = await Promise.all([this.read(), this.has(before, series)]);
    if (there?.session !== mark.session || there.batch !== mark.batch || !hasProbe) {
      throw new AppError("store-unavailable", "the server has lost points that it had stored");
    }
    const next = { ...mark, batch: mark.batch + 1 };
    await this.#write(next);
    this.#held = { mark: next, probe: probe ?? before };
    return next;
  }

  async #ask(text: string) {
    return readSeries(await this.#server.query(text, { precision: "ms" }));
  }

  async #write({ session, generation, batch }: Mark): Promise<void> {
    const now = this.#world.now();
    const at = Math.max(this.#writtenAt, now - (now % markEvery));
    const fields = `session=${stringField(session)},generation=${generation}i,batch=${batch}i`;
    const answer = await this.#server.write(utf8(`${measurement},ingest=${tagText(this.#id)} ${fields} ${at}\n`));
    if (answer.kind !== "stored") throw new AppError("store-unavailable", `our mark was refused: ${answer.reason}`);
    this.#writtenAt = at;
  }
}
