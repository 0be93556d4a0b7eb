import { AppError } from "./errors.ts";
import type { Cancel, IoClock } from "./ports/clock.ts";
import type { Link, LinkMessage, LinkSession, Will } from "./ports/link.ts";
import type { Rng } from "./ports/rng.ts";
import type { DurationMs } from "./time.ts";

const shortestPause: DurationMs = 250;
const usualLongestPause: DurationMs = 60_000;

/**
 * The next pause between two tries: decorrelated jitter, so that many who lost the same broker do not come back together.
 * `random` in [0, 1).
 */
export function nextPause(previous: DurationMs, random: number, longest: DurationMs = usualLongestPause): DurationMs {
  return Math.min(longest, shortestPause + random * (Math.max(previous, shortestPause) * 3 - shortestPause));
}

/** What one try connects with; made anew for each, since a will must be new each time. */
export interface Attempt {
  readonly clientId: string;
  readonly will?: Will;
  readonly subscriptions: readonly { readonly topic: string; readonly qos: 0 | 1 }[];
  /** What must be said before the connection counts as up: a birth. */
  readonly greet?: (session: LinkSession) => Promise<void>;
}

/** What a loop works with. Callbacks come one at a time. */
export interface LoopOptions {
  readonly link: Link;
  readonly clock: IoClock;
  readonly rng: Rng;
  /** Default 60 s. */
  readonly longestPause?: DurationMs;
  /** Called before each try. May reject with an AppError: then it is tried again later. */
  readonly prepare: () => Promise<Attempt>;
  /** Connected, every subscription granted, and greeted. */
  readonly onUp: () => void;
  readonly onMessage: (message: LinkMessage) => void;
  /** A connection that was up is gone. */
  readonly onDown: (reason: string) => void;
}

/** Keeps one connection to a broker for as long as it runs, and never sends anything of one connection on another. */
export class LinkLoop {
  readonly #options: LoopOptions;
  #session: LinkSession | undefined;
  #pause: DurationMs = 0;
  #timer: Cancel = () => undefined;
  #closed = false;
  #trouble: string | undefined;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  get isUp(): boolean {
    return this.#session !== undefined;
  }

  /** Why the last connection ended or the last try failed; undefined before the first such end. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Bytes waiting in the socket. */
  get bufferedBytes(): number {
    return this.#session?.bufferedBytes ?? 0;
  }

  start(): void {
    void this.#try();
  }

  /** Hands a message to the connection; false when there is none or it has just ended. */
  async publish(topic: string, payload: Uint8Array, options: { qos: 0 | 1; retain: boolean }): Promise<boolean> {
    const session = this.#session;
    if (session === undefined) return false;
    try {
      await session.publish(topic, payload, options);
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  /** Ends the present connection, as when it were lost; a new one is tried. */
  drop(reason: string): void {
    const session = this.#session;
    if (session === undefined) return;
    void session.close("abrupt");
    this.#down(reason);
  }

  /** Ends the connection for good. */
  async close(how: "clean" | "abrupt"): Promise<void> {
    this.#closed = true;
    this.#timer();
    const session = this.#session;
    this.#session = undefined;
    await session?.close(how);
  }

  async #try(): Promise<void> {
    const { prepare, link, onMessage } = this.#options;
    let session: LinkSession | undefined;
    let lost: string | undefined;
    try {
      const { subscriptions, greet, ...identity } = await prepare();
      session = await link.connect({
        ...identity,
        onMessage: (message) => {
          if (!this.#closed && lost === undefined) onMessage(message);
        },
        onClose: (reason) => {
          lost = reason;
          if (session !== undefined && this.#session === session) this.#down(reason);
        },
      });
      await session.subscribe(subscriptions);
      await greet?.(session);
      // A greeting may be out already: the will takes it back. Who said nothing leaves without a word.
      if (this.#closed) return await session.close(greet === undefined ? "clean" : "abrupt");
      if (lost !== undefined) return this.#down(lost);
      this.#session = session;
      this.#pause = 0;
      this.#options.onUp();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await session?.close("abrupt");
      this.#down(error.message);
    }
  }

  #down(reason: string): void {
    const wasUp = this.#session !== undefined;
    this.#session = undefined;
    this.#trouble = reason;
    if (this.#closed) return;
    if (wasUp) this.#options.onDown(reason);
    const { rng, clock, longestPause } = this.#options;
    this.#pause = nextPause(this.#pause, rng.next(), longestPause);
    this.#timer = clock.schedule(this.#pause, () => void this.#try());
  }
}
