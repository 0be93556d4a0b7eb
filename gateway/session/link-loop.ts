import { AppError } from "../../core/errors.ts";
import type { Cancel, IoClock } from "../../core/ports/clock.ts";
import type { Link, LinkMessage, LinkSession, Will } from "../../core/ports/link.ts";
import type { Rng } from "../../core/ports/rng.ts";
import type { DurationMs } from "../../core/time.ts";

const shortestPause: DurationMs = 250;
const longestPause: DurationMs = 60_000;

/**
 * The next pause between two tries: decorrelated jitter, so that many who lost the same broker do not come back together.
 * `random` in [0, 1).
 */
export function nextPause(previous: DurationMs, random: number): DurationMs {
  return Math.min(longestPause, shortestPause + random * (Math.max(previous, shortestPause) * 3 - shortestPause));
}

/** What one attempt connects with; made anew for each, since a will must be new each time. */
export interface Attempt {
  readonly clientId: string;
  readonly will: Will;
  readonly subscriptions: readonly { readonly topic: string; readonly qos: 0 | 1 }[];
}

/** What a loop works with. Callbacks come one at a time. */
export interface LoopOptions {
  readonly link: Link;
  readonly clock: IoClock;
  readonly rng: Rng;
  /** Called before each try. May reject with an AppError: then it is tried again later. */
  readonly prepare: () => Promise<Attempt>;
  /** Connected and every subscription granted. */
  readonly onUp: () => void;
  readonly onMessage: (message: LinkMessage) => void;
  readonly onDown: (reason: string) => void;
}

/** Keeps one connection to a broker for as long as it runs, and never sends anything of one connection on another. */
export class LinkLoop {
  readonly #options: LoopOptions;
  #session: LinkSession | undefined;
  #pause: DurationMs = 0;
  #timer: Cancel = () => undefined;
  #closed = false;
  /** Why the last try or connection ended; undefined before the first. */
  trouble: string | undefined;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  get isUp(): boolean {
    return this.#session !== undefined;
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
      const { clientId, will, subscriptions } = await prepare();
      session = await link.connect({
        clientId,
        will,
        onMessage: (message) => {
          if (!this.#closed && lost === undefined) onMessage(message);
        },
        onClose: (reason) => {
          lost = reason;
          if (session !== undefined && this.#session === session) this.#down(reason);
        },
      });
      await session.subscribe(subscriptions);
      if (this.#closed) return await session.close("clean");
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
    this.trouble = reason;
    if (this.#closed) return;
    if (wasUp) this.#options.onDown(reason);
    this.#pause = nextPause(this.#pause, this.#options.rng.next());
    this.#timer = this.#options.clock.schedule(this.#pause, () => void this.#try());
  }
}
