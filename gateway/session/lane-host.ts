import type { Intervals } from "../../core/intervals.ts";
import type { IoClock } from "../../core/ports/clock.ts";
import type { Stream } from "../spool/segment.ts";
import type { Accounts } from "./accounts.ts";
import { HistoryPump, type Parcel } from "./history-pump.ts";
import { type LaneContext, type LaneInput, type LaneState, laneDefaults, newLane, stepLane } from "./lane.ts";

/** How one stream's numbers become messages on one connection. */
export interface Carrier {
  readonly stream: Stream;
  readonly bufferedBytes: () => number;
  /** Messages of the history lane from a number on, of what is wanted; empty when nothing of it can be read. */
  load(boot: string, from: number, wanted: Intervals): Promise<readonly Parcel[]>;
}

/** With more than this in the socket live data goes the way of history: memory must not grow with a dead line. */
const mostBuffered = 8 * 1024 * 1024;

/** One stream's two lanes at work. */
export class LaneHost {
  readonly #accounts: Accounts;
  readonly #carrier: Carrier;
  readonly #clock: IoClock;
  readonly #lane: LaneState = newLane(laneDefaults);
  readonly #pump: HistoryPump;

  constructor(accounts: Accounts, carrier: Carrier, clock: IoClock) {
    this.#accounts = accounts;
    this.#carrier = carrier;
    this.#clock = clock;
    const { spool } = accounts;
    const { stream, bufferedBytes } = carrier;
    this.#pump = new HistoryPump({
      clock,
      lane: this.#lane,
      context: () => this.#context(),
      boots: () => spool.boots(stream),
      held: (boot) => spool.held(stream, boot),
      load: (boot, from, wanted) => carrier.load(boot, from, wanted),
      bufferedBytes,
    });
  }

  /** A connection is ready for data. */
  connected(): void {
    this.#step({ kind: "connected", highest: this.#accounts.highest(this.#carrier.stream) });
  }

  disconnected(): void {
    this.#step({ kind: "disconnected" });
  }

  /** Sends numbers of this boot as they are made; what no connection takes is history. */
  live(parcels: readonly Parcel[]): void {
    for (const parcel of parcels) {
      if (this.#carrier.bufferedBytes() > mostBuffered || parcel.send() === undefined) return;
      stepLane(this.#lane, { kind: "sentLive", lo: parcel.lo, hi: parcel.hi }, this.#context());
    }
  }

  /** Ingest spoke. */
  stored(forgets: boolean): void {
    this.#step({ kind: "stored", seen: this.#accounts.seen(this.#carrier.stream), forgets });
  }

  time(): void {
    this.#step({ kind: "time" });
  }

  /** Numbers that wait for the history lane. */
  owing(): number {
    return this.#pump.owing();
  }

  close(): void {
    this.#pump.close();
  }

  #step(input: LaneInput): void {
    stepLane(this.#lane, input, this.#context());
    this.#pump.kick();
  }

  #context(): LaneContext {
    const { boot } = this.#accounts;
    const settled = (of: string): Intervals => this.#accounts.settled(this.#carrier.stream, of);
    return { config: laneDefaults, now: this.#clock.now(), currentBoot: boot, settled };
  }
}
