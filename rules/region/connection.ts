import type { Cancel, Clocks } from "../../core/ports/clock.ts";
import type { Link, LinkMessage, LinkSession } from "../../core/ports/link.ts";
import type { Rng } from "../../core/ports/rng.ts";
import { answerOwnState, type Outgoing, stateMessage } from "../../core/sparkplug/state.ts";
import { stateTopic } from "../../core/sparkplug/topics.ts";
import type { DurationMs } from "../../core/time.ts";

const shortestPause: DurationMs = 250;
const longestPause: DurationMs = 30_000;

export interface ConnectionPorts {
  readonly link: Link;
  readonly clocks: Clocks;
  readonly rng: Rng;
}

export interface ConnectionOptions {
  /** The host application's id: the credential's name. */
  readonly hostId: string;
  readonly filters: readonly string[];
  readonly onMessage: (message: LinkMessage) => void;
  /** Connected, subscribed and announced. */
  readonly onUp: () => void;
  readonly onDown: (reason: string) => void;
}

/**
 * Keeps the region's one connection and says on STATE that the host application is online; the broker says the opposite
 * when the connection ends. Source: Sparkplug 3.0.0, 5.5 "Sparkplug Host Application Message Flow".
 */
export class Connection {
  readonly #ports: ConnectionPorts;
  readonly #options: ConnectionOptions;
  #session: LinkSession | undefined;
  #connectedAt = 0;
  #pause = shortestPause;
  #retry: Cancel | undefined;
  #ended = false;

  constructor(ports: ConnectionPorts, options: ConnectionOptions) {
    this.#ports = ports;
    this.#options = options;
    void this.#connect();
  }

  get isUp(): boolean {
    return this.#session !== undefined;
  }

  /** Publishes when there is a connection; tells whether it was handed to it. */
  async publish(message: Outgoing): Promise<boolean> {
    return this.#session === undefined ? false : handOver(this.#session, message);
  }

  /** Says goodbye: the host is offline from now on. */
  async close(): Promise<void> {
    this.#ended = true;
    this.#retry?.();
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return;
    const timestamp = this.#ports.clocks.world.now();
    await handOver(session, stateMessage(this.#options.hostId, { online: false, timestamp }));
    await session.close("clean");
  }

  async #connect(): Promise<void> {
    const { hostId, filters } = this.#options;
    const connectedAt = this.#ports.clocks.world.now();
    let session: LinkSession | undefined;
    let lost: string | undefined;
    try {
      const will = stateMessage(hostId, { online: false, timestamp: connectedAt });
      session = await this.#ports.link.connect({
        clientId: `${hostId}:sparkplug`,
        will,
        onMessage: (message) => this.#take(message),
        onClose: (reason) => {
          lost = reason;
          if (session !== undefined && this.#session === session) this.#down(reason);
        },
      });
      this.#connectedAt = connectedAt;
      await session.subscribe([stateTopic(hostId), ...filters].map((topic) => ({ topic, qos: 1 as const })));
      const birth = stateMessage(hostId, { online: true, timestamp: connectedAt });
      await session.publish(birth.topic, birth.payload, { qos: 1, retain: true });
      if (this.#ended) await session.close("clean");
      else if (lost !== undefined) this.#down(lost);
      else this.#up(session);
    } catch (error) {
      await session?.close("abrupt").catch(() => undefined);
      this.#down(error instanceof Error ? error.message : String(error));
    }
  }

  #up(session: LinkSession): void {
    this.#session = session;
    this.#pause = shortestPause;
    this.#options.onUp();
  }

  #take(message: LinkMessage): void {
    if (message.topic !== stateTopic(this.#options.hostId)) {
      this.#options.onMessage(message);
      return;
    }
    const answer = answerOwnState(this.#options.hostId, this.#connectedAt, message.payload);
    if (answer !== undefined) void this.publish(answer);
  }

  #down(reason: string): void {
    this.#session = undefined;
    if (this.#ended) return;
    this.#options.onDown(reason);
    this.#pause = Math.min(longestPause, shortestPause + this.#ports.rng.next() * (this.#pause * 3 - shortestPause));
    this.#retry = this.#ports.clocks.io.schedule(this.#pause, () => void this.#connect());
  }
}

function handOver(session: LinkSession, { topic, payload, qos, retain }: Outgoing): Promise<boolean> {
  return session.publish(topic, payload, { qos, retain }).then(
    () => true,
    () => false,
  );
}
