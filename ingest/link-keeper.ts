import type { Cancel, IoClock } from "../core/ports/clock.ts";
import type { Link, LinkMessage, LinkSession } from "../core/ports/link.ts";
import type { Rng } from "../core/ports/rng.ts";
import type { DurationMs } from "../core/time.ts";

const shortestPause: DurationMs = 250;
const longestPause: DurationMs = 30_000;

export interface LinkKeeperPorts {
  readonly link: Link;
  readonly clock: IoClock;
  readonly rng: Rng;
}

export interface LinkKeeperOptions {
  readonly clientId: string;
  readonly filters: readonly string[];
  readonly onMessage: (message: LinkMessage) => void;
  /** Connected and subscribed. */
  readonly onUp: () => void;
  readonly onDown: (reason: string) => void;
}

/** Keeps one subscribed connection to the broker: it comes back by itself, after pauses that grow and are never the same for two. */
export class LinkKeeper {
  readonly #ports: LinkKeeperPorts;
  readonly #options: LinkKeeperOptions;
  #session: LinkSession | undefined;
  #pause = shortestPause;
  #retry: Cancel | undefined;
  #ended = false;

  constructor(ports: LinkKeeperPorts, options: LinkKeeperOptions) {
    this.#ports = ports;
    this.#options = options;
    void this.#connect();
  }

  /** Publishes at QoS 0; tells whether it was handed to the connection. */
  async publish(topic: string, payload: Uint8Array): Promise<boolean> {
    const session = this.#session;
    if (session === undefined) return false;
    return session.publish(topic, payload, { qos: 0, retain: false }).then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#retry?.();
    const session = this.#session;
    this.#session = undefined;
    await session?.close("clean");
  }

  async #connect(): Promise<void> {
    let session: LinkSession | undefined;
    let lost: string | undefined;
    try {
      session = await this.#ports.link.connect({
        clientId: this.#options.clientId,
        onMessage: this.#options.onMessage,
        onClose: (reason) => {
          lost = reason;
          if (session !== undefined && this.#session === session) this.#down(reason);
        },
      });
      await session.subscribe(this.#options.filters.map((topic) => ({ topic, qos: 0 as const })));
      if (this.#ended) {
        await session.close("clean");
        return;
      }
      if (lost !== undefined) return this.#down(lost);
      this.#session = session;
      this.#pause = shortestPause;
      this.#options.onUp();
    } catch (error) {
      await session?.close("abrupt").catch(() => undefined);
      this.#down(error instanceof Error ? error.message : String(error));
    }
  }

  #down(reason: string): void {
    this.#session = undefined;
    if (this.#ended) return;
    this.#options.onDown(reason);
    // Decorrelated jitter: many that lost the same broker do not come back together.
    this.#pause = Math.min(longestPause, shortestPause + this.#ports.rng.next() * (this.#pause * 3 - shortestPause));
    this.#retry = this.#ports.clock.schedule(this.#pause, () => void this.#connect());
  }
}
