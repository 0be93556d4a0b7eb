import { LinkLoop } from "../../../core/link-loop.ts";
import type { Clocks } from "../../../core/ports/clock.ts";
import type { Link, LinkMessage } from "../../../core/ports/link.ts";
import type { Rng } from "../../../core/ports/rng.ts";
import { answerOwnState, type Outgoing, stateMessage } from "../../../core/sparkplug/state.ts";
import { stateTopic } from "../../../core/sparkplug/topics.ts";
import type { DurationMs, EpochMs } from "../../../core/time.ts";

const longestPause: DurationMs = 30_000;

/** What the region's connection works with. */
export interface ConnectionOptions {
  readonly link: Link;
  readonly clocks: Clocks;
  readonly rng: Rng;
  /** The host application's id: the credential's name. */
  readonly hostId: string;
  readonly filters: readonly string[];
  readonly onMessage: (message: LinkMessage) => void;
  /** Connected, subscribed and announced. */
  readonly onUp: () => void;
  readonly onDown: () => void;
}

/**
 * Keeps the region's one connection and says on STATE that the host application is online; the broker says the opposite
 * when the connection ends. Source: Sparkplug 3.0.0, chapter 5.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #loop: LinkLoop;
  #connectedAt: EpochMs = 0;

  constructor(options: ConnectionOptions) {
    const { link, clocks, rng, hostId, onUp, onDown } = options;
    this.#options = options;
    this.#loop = new LinkLoop({
      link,
      clock: clocks.io,
      rng,
      longestPause,
      prepare: async () => {
        this.#connectedAt = clocks.world.now();
        const birth = this.#state(true, this.#connectedAt);
        return {
          clientId: `${hostId}:sparkplug`,
          will: this.#state(false, this.#connectedAt),
          subscriptions: [stateTopic(hostId), ...options.filters].map((topic) => ({ topic, qos: 1 })),
          greet: (session) => session.publish(birth.topic, birth.payload, birth),
        };
      },
      onMessage: (message) => this.#take(message),
      onUp,
      onDown,
    });
  }

  /** Why there is no connection; undefined while there is one. */
  get trouble(): string | undefined {
    return this.#loop.isUp ? undefined : this.#loop.trouble;
  }

  start(): void {
    this.#loop.start();
  }

  /** Publishes when there is a connection; tells whether it was handed to it. */
  async publish({ topic, payload, qos, retain }: Outgoing): Promise<boolean> {
    return await this.#loop.publish(topic, payload, { qos, retain });
  }

  /** Says goodbye: the host is offline from now on. */
  async close(): Promise<void> {
    await this.publish(this.#state(false, this.#options.clocks.world.now()));
    await this.#loop.close("clean");
  }

  #state(online: boolean, timestamp: EpochMs): Outgoing {
    return stateMessage(this.#options.hostId, { online, timestamp });
  }

  #take(message: LinkMessage): void {
    if (message.topic !== stateTopic(this.#options.hostId)) {
      this.#options.onMessage(message);
      return;
    }
    const answer = answerOwnState(this.#options.hostId, this.#connectedAt, message.payload);
    if (answer !== undefined) void this.publish(answer);
  }
}
