import { parseBootKey } from "../../core/ids.ts";
import type { Intervals } from "../../core/intervals.ts";
import type { WorldClock } from "../../core/ports/clock.ts";
import { DataEncoder } from "../../core/sparkplug/encode-data.ts";
import { nodeDevice } from "../../core/sparkplug/topics.ts";
import type { Identity, Lane } from "../../core/wire/header.ts";
import type { ReadingBatch } from "../spool/columns.ts";
import type { Dictionary } from "../spool/dictionary.ts";
import type { Accounts } from "./accounts.ts";
import type { Births } from "./births.ts";
import { cutReadings, type Run } from "./cut.ts";
import type { Parcel } from "./history-pump.ts";
import type { Carrier } from "./lane-host.ts";
import type { SparkplugSession } from "./sparkplug-session.ts";

interface Encoding {
  readonly dictionary: Dictionary;
  readonly encoder: DataEncoder;
  readonly boot: Identity["boot"];
}

/** Readings as Sparkplug data messages with their identity, of this boot and of earlier ones under their own definitions. */
export class ReadingCarrier implements Carrier {
  readonly stream = "readings";
  readonly #accounts: Accounts;
  readonly #births: Births;
  readonly #session: SparkplugSession;
  readonly #world: WorldClock;
  readonly #encodings = new Map<string, Encoding>();

  constructor(accounts: Accounts, births: Births, session: SparkplugSession, world: WorldClock) {
    this.#accounts = accounts;
    this.#births = births;
    this.#session = session;
    this.#world = world;
  }

  readonly bufferedBytes = (): number => this.#session.bufferedBytes;

  /** Messages of readings that have just been numbered. */
  live(batch: ReadingBatch): Parcel[] {
    return this.#parcels(this.#accounts.boot, batch, "live");
  }

  async load(boot: string, from: number, wanted: Intervals): Promise<readonly Parcel[]> {
    const batches = (await this.#accounts.spool.readings(boot, from)) ?? [];
    return batches.flatMap((batch) => this.#parcels(boot, batch, "history", wanted));
  }

  #parcels(boot: string, batch: ReadingBatch, lane: Lane, wanted?: Intervals): Parcel[] {
    const encoding = this.#encoding(boot);
    const { variables } = encoding.dictionary.definition;
    const runs = cutReadings(batch, (variable) => variables[variable]?.device ?? "", wanted);
    return runs.map((run) => {
      const [lo, hi] = [batch.firstSeq + run.from, batch.firstSeq + run.to - 1];
      return { lo, hi, send: () => this.#send(encoding, { batch, run, lane }) };
    });
  }

  #send({ encoder, dictionary, boot }: Encoding, { batch, run, lane }: { batch: ReadingBatch; run: Run; lane: Lane }) {
    const { device, from, to } = run;
    const identity: Identity = {
      boot,
      firstSeq: batch.firstSeq + from,
      count: to - from,
      definition: dictionary.hash,
      lane,
      ...this.#accounts.counts(`${boot.counter}-${boot.salt}`),
    };
    const timestamp = this.#world.now();
    const historical = lane === "history";
    let bytes = 0;
    const done = this.#session.send(device === nodeDevice ? undefined : device, (seq) => {
      const payload = encoder.encode({ timestamp, seq, rows: batch, from, to, historical, identity });
      bytes = payload.length;
      return payload;
    });
    return done === undefined ? undefined : { bytes, done };
  }

  #encoding(key: string): Encoding {
    const known = this.#encodings.get(key);
    if (known !== undefined) return known;
    const dictionary = this.#accounts.spool.dictionary(key);
    const boot = parseBootKey(key);
    if (dictionary === undefined || boot === undefined) throw new Error(`no dictionary of boot ${key}`);
    const aliases = this.#births.aliases();
    const metrics = dictionary.definition.variables.map(({ variable, type, alias }, index) => {
      const declared = alias !== undefined && alias === aliases.get(dictionary.paths[index] ?? "");
      return { name: variable, type, ...(declared ? { alias } : {}) };
    });
    const made = { dictionary, boot, encoder: new DataEncoder(metrics) };
    this.#encodings.set(key, made);
    return made;
  }
}
