import type { Boot } from "../../core/ids.ts";
import type { Cancel } from "../../core/ports/clock.ts";
import type { Reading } from "../../core/reading.ts";
import type { DurationMs, EpochMs, MonotonicMs } from "../../core/time.ts";
import type { AlarmDigest } from "../../core/wire/alarm-digest.ts";
import type { WireEvent } from "../../core/wire/events.ts";
import type { Stored } from "../../core/wire/stored.ts";
import type { BootBooks } from "../books/books.ts";
import type { ReadingBatch } from "../spool/columns.ts";
import { Accounts } from "./accounts.ts";
import { Births } from "./births.ts";
import type { DeliveryOptions } from "./delivery-options.ts";
import { EventCarrier } from "./event-carrier.ts";
import { LaneHost } from "./lane-host.ts";
import { OwnSession } from "./own-session.ts";
import { ReadingCarrier } from "./reading-carrier.ts";
import { SparkplugSession } from "./sparkplug-session.ts";

/** How delivery is doing. */
export interface DeliveryState {
  readonly boot: Boot;
  readonly sparkplug: { readonly connected: boolean; readonly trouble: string | undefined };
  readonly own: { readonly connected: boolean; readonly trouble: string | undefined };
  /** I/O time of the last word of ingest; undefined before the first. */
  readonly storedAt: MonotonicMs | undefined;
  /** Words of ingest whose signature or shape was wrong. */
  readonly storedRefused: number;
  /** Writes that third parties asked for over Sparkplug; all refused. */
  readonly foreignCommands: number;
  readonly spool: {
    readonly bytes: number;
    readonly failure: string | undefined;
    readonly quarantined: readonly string[];
  };
  /** Numbers that wait for the history lane. */
  readonly owing: number;
}

const tickEvery: DurationMs = 1_000;

/** Opens delivery: the spool, the books, and two connections that come back by themselves. See `DeliveryOptions`. */
export async function openDelivery(options: DeliveryOptions): Promise<Delivery> {
  const accounts = await Accounts.open(options);
  const delivery = new Delivery(options, accounts);
  delivery.begin();
  return delivery;
}

/** Everything a gateway says to the outside: readings and events are numbered, spooled, sent live, and sent again until they are durable. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #accounts: Accounts;
  readonly #births: Births;
  readonly #sparkplug: SparkplugSession;
  readonly #own: OwnSession;
  readonly #readings: LaneHost;
  readonly #events: LaneHost;
  readonly #readingCarrier: ReadingCarrier;
  #tick: Cancel = () => undefined;
  #storedAt: MonotonicMs | undefined;
  #storedRefused = 0;
  /** Recorded in this turn and not numbered yet. */
  #held: Reading[] = [];
  /** Ingest spoke on the present connection, so its silence would mean something. */
  #listening = false;

  constructor(options: DeliveryOptions, accounts: Accounts) {
    const { ports, config, properties } = options;
    this.#options = options;
    this.#accounts = accounts;
    const { spool } = accounts;
    const earlier = () => accounts.earlierDictionaries();
    const now = () => ports.clocks.world.now();
    this.#births = new Births({ dictionary: accounts.dictionary, earlier, properties, now });
    this.#sparkplug = new SparkplugSession({
      ...ports,
      link: ports.sparkplugLink,
      edge: { group: config.region, edgeNode: config.site },
      clientId: `${config.clientName}:sparkplug`,
      births: this.#births,
      onBorn: () => this.#readings.connected(),
      onDown: () => this.#readings.disconnected(),
    });
    this.#own = new OwnSession({
      ...ports,
      link: ports.ownLink,
      place: config,
      clientId: `${config.clientName}:own`,
      boot: spool.boot,
      dictionaries: () => [accounts.dictionary, ...accounts.earlierDictionaries()],
      onUp: () => this.#events.connected(),
      onDown: () => {
        this.#listening = false;
        this.#events.disconnected();
      },
      onStored: (payload) => this.#stored(payload),
      onCommand: options.onCommand,
      onNonce: options.onNonce,
    });
    const { io, world } = ports.clocks;
    this.#readingCarrier = new ReadingCarrier(accounts, this.#births, this.#sparkplug, world);
    const eventCarrier = new EventCarrier(accounts, this.#own);
    this.#readings = new LaneHost(accounts, this.#readingCarrier, io);
    this.#events = new LaneHost(accounts, eventCarrier, io);
    accounts.onEvents = (firstSeq, events) => {
      const send = (): void => this.#events.live(eventCarrier.live(firstSeq, events));
      if (config.publish === "at-once") send();
      else void spool.committed().then(send);
    };
    spool.onDurable((batch) => this.#durable(batch));
  }

  /** Says what became of earlier boots, then connects. */
  begin(): void {
    this.#sparkplug.start();
    this.#own.start();
    this.#accounts.closeEarlierBoots();
    this.#schedule();
  }

  get boot(): Boot {
    return this.#accounts.spool.boot;
  }

  /** When each variable was last measured, of readings on disk: where a replay goes on after a restart. */
  get lastMeasuredAt(): ReadonlyMap<string, EpochMs> {
    return this.#accounts.spool.lastMeasuredAt;
  }

  /**
   * Numbers readings, puts them into the spool and sends them. With `after-commit` nobody waits for them, so what is recorded in
   * one turn is numbered together: one message can then carry many readings of a device.
   */
  record(readings: readonly Reading[]): void {
    if (this.#options.config.publish === "at-once") {
      const batch = this.#number(readings);
      if (batch !== undefined) this.#readings.live(this.#readingCarrier.live(batch));
      return;
    }
    if (this.#held.length === 0) queueMicrotask(() => this.#numberHeld());
    for (const reading of readings) this.#held.push(reading);
  }

  /** Numbers events, puts them into the spool at once, and sends them. */
  event(events: readonly WireEvent[]): void {
    this.#accounts.event(events);
  }

  /** Resolves when all that was recorded before is on this gateway's disk. */
  committed(): Promise<void> {
    this.#numberHeld();
    return this.#accounts.spool.committed();
  }

  /** The alarms that stand now; retained at the broker and said again at each connection. */
  publishDigest(digest: AlarmDigest): void {
    this.#own.sendDigest(digest);
  }

  /** The signed answer to a command; false when there is no connection to send it on. */
  publishResult(commandId: string, envelope: Uint8Array): Promise<boolean> {
    return this.#own.sendResult(commandId, envelope);
  }

  /** Where every number of this boot, and of earlier ones that the spool knows, is now. */
  books(): readonly BootBooks[] {
    return this.#accounts.snapshot();
  }

  state(): DeliveryState {
    const { spool } = this.#accounts;
    return {
      boot: spool.boot,
      sparkplug: { connected: this.#sparkplug.isBorn, trouble: this.#sparkplug.trouble },
      own: { connected: this.#own.isUp, trouble: this.#own.trouble },
      storedAt: this.#storedAt,
      storedRefused: this.#storedRefused,
      foreignCommands: this.#sparkplug.refused,
      spool: { bytes: spool.size, failure: spool.failure, quarantined: spool.inheritance.quarantined },
      owing: this.#readings.owing() + this.#events.owing(),
    };
  }

  /** `clean` says goodbye and finishes the spool; `abrupt` leaves everything as a kill would. */
  async close(how: "clean" | "abrupt"): Promise<void> {
    this.#tick();
    if (how === "clean") this.#numberHeld();
    this.#held = [];
    this.#readings.close();
    this.#events.close();
    if (how === "clean") await this.#accounts.close();
    else this.#accounts.abandon();
    await this.#sparkplug.close(how);
    await this.#own.close(how);
  }

  #numberHeld(): void {
    const held = this.#held;
    this.#held = [];
    if (held.length > 0) this.#number(held);
  }

  #number(readings: readonly Reading[]): ReadingBatch | undefined {
    const batch = this.#accounts.record(readings);
    if (batch !== undefined) this.#births.learn(batch);
    return batch;
  }

  #durable(batch: ReadingBatch): void {
    if (this.#options.config.publish === "after-commit") this.#readings.live(this.#readingCarrier.live(batch));
  }

  #stored(payload: Uint8Array): void {
    const stored: Stored | undefined = this.#options.openStored(payload);
    if (stored === undefined) {
      this.#storedRefused += 1;
      return;
    }
    this.#storedAt = this.#options.ports.clocks.io.now();
    this.#listening = true;
    const forgets = this.#accounts.apply(stored);
    this.#readings.stored(forgets);
    this.#events.stored(forgets);
  }

  #schedule(): void {
    this.#tick = this.#options.ports.clocks.io.schedule(tickEvery, () => {
      this.#readings.time();
      this.#events.time();
      this.#noticeSilence();
      this.#own.sendTrouble(this.#accounts.spool.failure);
      this.#schedule();
    });
  }

  /** Ingest spoke and then fell silent: the connections may be dead without knowing it. */
  #noticeSilence(): void {
    const { config, ports } = this.#options;
    if (!this.#listening || ports.clocks.io.now() - (this.#storedAt ?? 0) < config.silentAfter) return;
    this.#listening = false;
    this.#own.drop("no word of ingest");
    this.#sparkplug.drop("no word of ingest");
  }
}
