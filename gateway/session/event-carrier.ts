import type { Intervals } from "../../core/intervals.ts";
import type { EventMessage, WireEvent } from "../../core/wire/events.ts";
import type { EventBatch } from "../spool/event-frame.ts";
import type { Accounts } from "./accounts.ts";
import { cutEvents } from "./cut.ts";
import type { Parcel } from "./history-pump.ts";
import type { Carrier } from "./lane-host.ts";
import type { OwnSession } from "./own-session.ts";

/** Events as messages of the own topic `event`. */
export class EventCarrier implements Carrier {
  readonly stream = "events";
  readonly #accounts: Accounts;
  readonly #session: OwnSession;

  constructor(accounts: Accounts, session: OwnSession) {
    this.#accounts = accounts;
    this.#session = session;
  }

  readonly bufferedBytes = (): number => this.#session.bufferedBytes;

  /** Messages of events that have just been numbered. */
  live(firstSeq: number, events: readonly WireEvent[]): Parcel[] {
    return this.#parcels({ firstSeq, events }, { boot: this.#accounts.boot, lane: "live" });
  }

  async load(boot: string, from: number, wanted: Intervals): Promise<readonly Parcel[]> {
    const batches = (await this.#accounts.spool.events(boot, from)) ?? [];
    return batches.flatMap((batch) => this.#parcels(batch, { boot, lane: "history" }, wanted));
  }

  #parcels(batch: EventBatch, message: Pick<EventMessage, "boot" | "lane">, wanted?: Intervals): Parcel[] {
    return cutEvents(batch, message, wanted).map((cut) => {
      return { lo: cut.firstSeq, hi: cut.firstSeq + cut.count - 1, send: () => this.#session.sendEvents(cut) };
    });
  }
}
