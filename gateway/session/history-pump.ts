import { AppError } from "../../core/errors.ts";
import type { Intervals } from "../../core/intervals.ts";
import { type IoClock, sleep } from "../../core/ports/clock.ts";
import type { DurationMs } from "../../core/time.ts";
import { type LaneContext, type LaneState, mayHistory, owed, stepLane } from "./lane.ts";

/** One message of the history lane, ready to go. */
export interface Parcel {
  readonly lo: number;
  readonly hi: number;
  /** Undefined when there is no session to send it in. */
  send(): { readonly bytes: number; readonly done: Promise<boolean> } | undefined;
}

/** What a pump works with. */
export interface PumpOptions {
  readonly clock: IoClock;
  readonly lane: LaneState;
  readonly context: () => LaneContext;
  readonly boots: () => readonly string[];
  readonly held: (boot: string) => Intervals;
  /** Messages from a number on, of what is wanted; empty when nothing of it can be read. May reject with an AppError. */
  readonly load: (boot: string, from: number, wanted: Intervals) => Promise<readonly Parcel[]>;
  readonly bufferedBytes: () => number;
}

/** With more than this in the socket the history lane waits, so that live data never stands behind much. */
const mostBuffered = 256 * 1024;
const whenBlocked: DurationMs = 20;

/** Sends what is owed, oldest boot and lowest number first, as far as the lane's window and the socket allow. */
export class HistoryPump {
  readonly #options: PumpOptions;
  #running = false;
  #again = false;
  #closed = false;

  constructor(options: PumpOptions) {
    this.#options = options;
  }

  /** Looks for something to send; harmless at any time. */
  kick(): void {
    this.#again = true;
    if (!this.#running && !this.#closed) void this.#run();
  }

  close(): void {
    this.#closed = true;
  }

  /** Numbers that wait for this lane. */
  owing(): number {
    const context = this.#options.context();
    const { lane, boots, held } = this.#options;
    return boots().reduce((sum, boot) => sum + owed(lane, boot, held(boot), context).count, 0);
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        await this.#drain();
      }
    } catch (error) {
      // A file that cannot be read for the moment is tried again at the next kick.
      if (!(error instanceof AppError)) throw error;
    } finally {
      this.#running = false;
    }
  }

  async #drain(): Promise<void> {
    while (this.#mayGo()) {
      const next = this.#next();
      if (next === undefined) return;
      const parcels = await this.#options.load(next.boot, next.from, next.wanted);
      if (parcels.length === 0) return;
      if (!(await this.#send(next.boot, parcels))) return;
    }
  }

  #mayGo(): boolean {
    return !this.#closed && mayHistory(this.#options.lane);
  }

  #next(): { boot: string; from: number; wanted: Intervals } | undefined {
    const context = this.#options.context();
    for (const boot of this.#options.boots()) {
      const wanted = owed(this.#options.lane, boot, this.#options.held(boot), context);
      const first = wanted.ranges[0];
      if (first !== undefined) return { boot, from: first[0], wanted };
    }
    return undefined;
  }

  /** False when it had to stop before the end. */
  async #send(boot: string, parcels: readonly Parcel[]): Promise<boolean> {
    const { lane, context, clock, bufferedBytes } = this.#options;
    const done: Promise<boolean>[] = [];
    for (const parcel of parcels) {
      while (this.#mayGo() && bufferedBytes() > mostBuffered) await sleep(clock, whenBlocked);
      const sent = this.#mayGo() ? parcel.send() : undefined;
      if (sent === undefined) return false;
      const stretch = { boot, lo: parcel.lo, hi: parcel.hi };
      stepLane(lane, { kind: "sentHistory", stretch, bytes: sent.bytes }, context());
      done.push(sent.done);
    }
    await Promise.all(done);
    return true;
  }
}
