import { messageOf } from "../../../core/errors.ts";
import type { Cancel, Clocks } from "../../../core/ports/clock.ts";
import type { Outgoing } from "../../../core/sparkplug/state.ts";
import type { DurationMs, MonotonicMs } from "../../../core/time.ts";
import { openEnvelope, type Verifier } from "../../../core/wire/envelope.ts";
import type { EventMessage, WireEvent } from "../../../core/wire/events.ts";
import { storedSchema } from "../../../core/wire/stored.ts";
import { ownTopics, regionItself } from "../../../core/wire/topics.ts";
import type { EventFiles } from "./event-files.ts";
import {
  append,
  type EventLog,
  isAllDurable,
  type LoggedEvent,
  messagesOf,
  missing,
  openLog,
  takeStored,
} from "./event-log.ts";

/** What the outlet works with. */
export interface OutletPorts {
  readonly region: string;
  readonly clocks: Clocks;
  /** Whose signature makes `stored` believed. */
  readonly ingestKeys: Verifier;
  readonly publish: (message: Outgoing) => void;
  readonly onTrouble: (detail: string) => void;
}

/** An event without an answer for this long is sent again. */
const patience: DurationMs = 5_000;
/** Messages sent again at one time. */
const burst = 10;

/** The region's events on their way to the store: numbered, on disk, live at once, and again until `stored` names them. */
export class EventOutlet {
  readonly #ports: OutletPorts;
  readonly #files: EventFiles;
  readonly #sentAt = new WeakMap<LoggedEvent, MonotonicMs>();
  #closed: readonly string[];
  #log: EventLog;
  #probe: Cancel | undefined;

  constructor(files: EventFiles, ports: OutletPorts) {
    this.#files = files;
    this.#ports = ports;
    this.#closed = files.closed.map(({ boot }) => boot);
    this.#log = openLog(files.boot, files.left);
  }

  /** Events that no store has confirmed. */
  get waiting(): number {
    return missing(this.#log).length;
  }

  /** Numbers and keeps events and sends them live. A failing disk is told; what is already published stays valid. */
  add(events: readonly WireEvent[]): void {
    if (events.length === 0) return;
    const { log, added } = append(this.#log, events);
    this.#log = log;
    this.#files.append(added).catch((error: unknown) => {
      this.#ports.onTrouble(`events: ${messageOf(error)}`);
    });
    this.#send(added, "live");
  }

  /** A new connection: what is missing goes again once `stored` has had time to come. */
  up(): void {
    this.#probe?.();
    this.#probe = this.#ports.clocks.io.schedule(patience, () => {
      this.#sendMissing();
      this.up();
    });
  }

  down(): void {
    this.#probe?.();
  }

  /** Takes a `stored` message; one that ingest has not signed says nothing. */
  stored(payload: Uint8Array): void {
    const { ingestKeys } = this.#ports;
    const opened = openEnvelope(payload, { type: "stored", schema: storedSchema, verifier: ingestKeys });
    if (!opened.ok) {
      this.#ports.onTrouble(`stored: ${opened.error.detail}`);
      return;
    }
    this.#log = takeStored(this.#log, opened.value.message);
    const done = this.#closed.filter((boot) => isAllDurable(this.#log, boot));
    this.#closed = this.#closed.filter((boot) => !done.includes(boot));
    for (const boot of done) {
      this.#files.drop(boot).catch(() => this.#ports.onTrouble(`events: the file of boot ${boot} cannot be removed`));
    }
  }

  #sendMissing(): void {
    const now = this.#ports.clocks.io.now();
    const due = missing(this.#log).filter((entry) => now - (this.#sentAt.get(entry) ?? -patience) >= patience);
    this.#send(due, "history", burst);
  }

  #send(entries: readonly LoggedEvent[], lane: EventMessage["lane"], most = Number.POSITIVE_INFINITY): void {
    const now = this.#ports.clocks.io.now();
    const messages = messagesOf(entries, lane).slice(0, most);
    const numbers = new Set(messages.flatMap(numbersOf));
    for (const entry of entries) if (numbers.has(`${entry.boot} ${entry.seq}`)) this.#sentAt.set(entry, now);
    const topic = ownTopics(this.#ports.region, regionItself).event;
    for (const message of messages) {
      this.#ports.publish({
        topic,
        payload: new TextEncoder().encode(JSON.stringify(message)),
        qos: 0,
        retain: false,
      });
    }
  }
}

function numbersOf({ boot, firstSeq, count }: EventMessage): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${boot} ${firstSeq + index}`);
}
