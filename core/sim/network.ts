import { AppError } from "../errors.ts";
import { defaultKeepalive, type Link, type LinkMessage, type LinkOptions, type LinkSession } from "../ports/link.ts";
import type { DurationMs } from "../time.ts";
import { filterCovers } from "../wire/topic-filter.ts";
import type { SimScheduler } from "./scheduler.ts";

/** One connection inside the simulated broker. */
interface Connection {
  readonly host: string;
  readonly options: LinkOptions;
  readonly filters: string[];
  /** The broker still believes in it. */
  attached: boolean;
  /** The client still believes in it. */
  open: boolean;
}

/**
 * A broker and the network around it in virtual time: FIFO per connection with a fixed latency, retained messages, wills,
 * take-over of a client id, partitions in which both ends go on until their keep-alive notices, and broker restarts.
 */
export class SimNetwork {
  readonly #scheduler: SimScheduler;
  readonly #latency: DurationMs;
  readonly #retained = new Map<string, Uint8Array>();
  readonly #connections = new Set<Connection>();
  readonly #cut = new Set<string>();
  #up = true;
  /** Messages that met a partition or a dead broker: the proof that a fault took effect. */
  lost = 0;

  constructor(scheduler: SimScheduler, latency: DurationMs = 2) {
    this.#scheduler = scheduler;
    this.#latency = latency;
  }

  /** The way to the broker from one host; partitions are by host. */
  link(host: string): Link {
    return { connect: (options) => this.#connect(host, options) };
  }

  /** Cuts a host off without telling either end. */
  cut(host: string): void {
    this.#cut.add(host);
    for (const connection of this.#connections) if (connection.host === host) this.#expire(connection);
  }

  heal(host: string): void {
    this.#cut.delete(host);
  }

  /** Every connection of a host ends as when its process is killed. */
  kill(host: string): void {
    for (const connection of [...this.#connections]) {
      if (connection.host !== host) continue;
      connection.open = false;
      this.#detach(connection, true);
    }
  }

  /** The broker dies: connections close, retained messages are forgotten. */
  stopBroker(): void {
    this.#up = false;
    this.#retained.clear();
    for (const connection of [...this.#connections]) {
      this.#connections.delete(connection);
      connection.attached = false;
      this.#later(() => this.#closed(connection, "broker stopped"));
    }
  }

  startBroker(): void {
    this.#up = true;
  }

  #reachable(host: string): boolean {
    return this.#up && !this.#cut.has(host);
  }

  #later(run: () => void): void {
    this.#scheduler.schedule(this.#scheduler.now + this.#latency, run);
  }

  #round(): Promise<void> {
    return new Promise((resolve) => {
      this.#scheduler.schedule(this.#scheduler.now + 2 * this.#latency, resolve);
    });
  }

  async #connect(host: string, options: LinkOptions): Promise<LinkSession> {
    await this.#round();
    if (!this.#reachable(host)) throw new AppError("link-lost", `no broker reachable from ${host}`);
    for (const other of [...this.#connections]) {
      if (other.options.clientId !== options.clientId) continue;
      this.#detach(other, true);
      this.#later(() => this.#closed(other, "client id taken over"));
    }
    const connection: Connection = { host, options, filters: [], attached: true, open: true };
    this.#connections.add(connection);
    return this.#session(connection);
  }

  #session(connection: Connection): LinkSession {
    const assertOpen = (): void => {
      if (!connection.open) throw new AppError("link-lost", "the connection has ended");
    };
    return {
      bufferedBytes: 0,
      publish: async (topic, payload, { qos, retain }) => {
        assertOpen();
        const copy = payload.slice();
        this.#later(() => this.#arrive(connection, topic, copy, retain));
        if (qos === 0) return;
        await this.#round();
        if (!connection.attached || !this.#reachable(connection.host))
          throw new AppError("link-lost", "not acknowledged");
      },
      subscribe: async (filters) => {
        assertOpen();
        await this.#round();
        if (!connection.attached || !this.#reachable(connection.host)) throw new AppError("link-lost", "not granted");
        for (const { topic } of filters) this.#subscribe(connection, topic);
      },
      close: async (how) => {
        if (!connection.open) return;
        connection.open = false;
        if (how === "clean") this.#later(() => this.#detach(connection, false));
        else this.#detach(connection, true);
      },
    };
  }

  #subscribe(connection: Connection, filter: string): void {
    connection.filters.push(filter);
    for (const [topic, payload] of this.#retained) {
      if (filterCovers(filter, topic)) this.#deliver(connection, { topic, payload, retained: true });
    }
  }

  #arrive(connection: Connection, topic: string, payload: Uint8Array, retain: boolean): void {
    if (!connection.attached || !this.#reachable(connection.host)) {
      this.lost += 1;
      return;
    }
    this.#route(topic, payload, retain);
  }

  #route(topic: string, payload: Uint8Array, retain: boolean): void {
    if (retain && payload.length === 0) this.#retained.delete(topic);
    else if (retain) this.#retained.set(topic, payload);
    for (const connection of this.#connections) {
      if (connection.filters.some((filter) => filterCovers(filter, topic))) {
        this.#deliver(connection, { topic, payload, retained: false });
      }
    }
  }

  #deliver(connection: Connection, message: LinkMessage): void {
    this.#later(() => {
      if (connection.open && connection.attached && this.#reachable(connection.host))
        connection.options.onMessage(message);
      else this.lost += 1;
    });
  }

  /** Both ends of a cut connection notice after their keep-alive: the broker after one and a half, as MQTT says. */
  #expire(connection: Connection): void {
    const keepalive = connection.options.keepalive ?? defaultKeepalive;
    this.#scheduler.schedule(this.#scheduler.now + keepalive, () => {
      if (this.#cut.has(connection.host)) this.#closed(connection, "no answer within the keep-alive");
    });
    this.#scheduler.schedule(this.#scheduler.now + 1.5 * keepalive, () => {
      if (this.#cut.has(connection.host)) this.#detach(connection, true);
    });
  }

  #closed(connection: Connection, reason: string): void {
    if (!connection.open) return;
    connection.open = false;
    connection.options.onClose(reason);
  }

  #detach(connection: Connection, withWill: boolean): void {
    if (!connection.attached) return;
    connection.attached = false;
    this.#connections.delete(connection);
    const { will } = connection.options;
    if (withWill && will !== undefined) this.#route(will.topic, will.payload, will.retain);
  }
}
