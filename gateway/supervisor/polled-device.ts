import { AppError } from "../../core/errors.ts";
import type { Bus } from "../../core/ports/bus.ts";
import type { Cancel, Clocks } from "../../core/ports/clock.ts";
import type { Rng } from "../../core/ports/rng.ts";
import type { Reason } from "../../core/quality.ts";
import { err, ok, type Result } from "../../core/result.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { DeviceError, Driver, DriverSession, Line, Sample } from "../drivers/driver.ts";
import { afterRead, isDoubtful, type Pause, type PollOutcome, type PollState } from "./polling.ts";
import { SeldomRead } from "./seldom-read.ts";

/** What happened with one device since the start. */
export interface DeviceCounters {
  reads: number;
  readFailures: number;
  writes: number;
  writeFailures: number;
  /** Times the device was left alone after failing again and again. */
  pauses: number;
}

/** What a polled device works with. */
export interface PolledDeviceOptions {
  readonly id: string;
  readonly driver: Driver;
  readonly config: unknown;
  readonly poll: number;
  readonly bus: Bus;
  /** The device's own view of its shared line; asks how many further tries a request has. */
  readonly line: (retries: () => number) => Line;
  readonly retries: number;
  readonly clocks: Clocks;
  readonly rng: Rng;
  readonly onSamples: (device: string, samples: readonly Sample[]) => void;
  readonly onTrouble: (device: string, error: DeviceError) => void;
}

/** One device under the supervisor: opened, polled, left alone when it does not answer, written to at any time. */
export class PolledDevice {
  readonly counters: DeviceCounters = { reads: 0, readFailures: 0, writes: 0, writeFailures: 0, pauses: 0 };
  readonly #options: PolledDeviceOptions;
  /** Read at each poll. */
  readonly #points: readonly string[];
  readonly #seldom: SeldomRead;
  readonly #stopping = new AbortController();
  #session: Promise<DriverSession> | undefined;
  #state: PollState;
  /** The last read failed for want of the line, and no read is under way. */
  #lineDown = false;
  /** It did not answer and is left alone for a while. */
  #paused = false;
  /** World times at which the writes under way began. */
  readonly #writing: EpochMs[] = [];
  #cancel: Cancel = () => undefined;

  constructor(options: PolledDeviceOptions) {
    this.#options = options;
    const metrics = options.driver.metrics(options.config);
    this.#points = metrics.filter(({ every }) => every === undefined).map(({ name }) => name);
    this.#seldom = new SeldomRead(metrics);
    this.#state = { dueAt: options.clocks.world.now(), failures: 0 };
  }

  start(): void {
    void this.#poll();
  }

  /** By how much the poll that is due, or the oldest write under way, is late: ms of world time. 0 for a device that is left alone. */
  get behind(): DurationMs {
    const now = this.#options.clocks.world.now();
    const due = this.#paused ? now : this.#state.dueAt;
    return Math.max(0, now - Math.min(due, this.#writing[0] ?? now));
  }

  /** The line has come back: what could not be read because of it is read at once. */
  lineOpened(): void {
    if (!this.#lineDown || this.#stopping.signal.aborted) return;
    this.#lineDown = false;
    this.#cancel();
    this.#state = { ...this.#state, dueAt: this.#options.clocks.world.now() };
    void this.#poll();
  }

  /** One read of everything outside the beat; for those who want to see what the device says. */
  readOnce(): Promise<Result<readonly Sample[], DeviceError>> {
    return this.#read([...this.#points, ...this.#seldom.points]);
  }

  async #read(points: readonly string[]): Promise<Result<readonly Sample[], DeviceError>> {
    const session = await this.#open();
    if (!session.ok) return session;
    if (session.value.read === undefined) return err({ kind: "unexpected", detail: "this device speaks unasked" });
    return await session.value.read(points);
  }

  async write(point: string, value: number): Promise<Result<void, DeviceError>> {
    this.counters.writes += 1;
    this.#writing.push(this.#options.clocks.world.now());
    const session = await this.#open();
    const result = session.ok ? await this.#writeTo(session.value, point, value) : session;
    this.#writing.shift();
    if (!result.ok) this.counters.writeFailures += 1;
    return result;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancel();
    const session = await this.#session?.catch(() => undefined);
    await session?.[Symbol.asyncDispose]();
  }

  async #writeTo(session: DriverSession, point: string, value: number): Promise<Result<void, DeviceError>> {
    if (session.write === undefined) return err({ kind: "unexpected", detail: "this device cannot be written" });
    return await session.write(point, value);
  }

  /** The one session of this device; several callers at once share the same opening. */
  async #open(): Promise<Result<DriverSession, DeviceError>> {
    const { driver, config, bus, clocks, line, retries } = this.#options;
    const { signal } = this.#stopping;
    const shared = line(() => (isDoubtful(this.#state) ? 0 : retries));
    // What is not the answer, the line counts.
    this.#session ??= driver.open(config, { bus, line: shared, clocks, signal, discarded: () => undefined });
    try {
      return ok(await this.#session);
    } catch (error) {
      this.#session = undefined;
      if (!(error instanceof AppError)) throw error;
      return err({ kind: "bus", detail: error.message });
    }
  }

  async #poll(): Promise<void> {
    this.#lineDown = false;
    this.#paused = false;
    const result = await this.#read(this.#points);
    if (this.#stopping.signal.aborted) return;
    const pause = this.#judge(result);
    if (this.#seldom.isDue(result.ok, this.#options.clocks.world.now())) await this.#readSeldom();
    if (this.#stopping.signal.aborted) return;
    this.#lineDown = !result.ok && result.error.kind === "bus";
    this.#paused = pause.clock === "io";
    const { world, io } = this.#options.clocks;
    const run = (): void => void this.#poll();
    this.#cancel = pause.clock === "world" ? world.schedule(pause.at, run) : io.schedule(pause.after, run);
  }

  /** What is read seldom is read anew as soon as a device answers again: it may be another one. */
  async #readSeldom(): Promise<void> {
    const { id, onSamples, onTrouble } = this.#options;
    const result = await this.#read(this.#seldom.points);
    if (this.#stopping.signal.aborted) return;
    if (!result.ok) onTrouble(id, result.error);
    onSamples(id, result.ok ? result.value : this.#bad(this.#seldom.points, reasonOf(result.error)));
  }

  #bad(points: readonly string[], reason: Reason): readonly Sample[] {
    const measuredAt = this.#options.clocks.world.now();
    return points.map((point) => ({ point, value: null, quality: "bad", reasons: [reason], measuredAt }));
  }

  #judge(result: Result<readonly Sample[], DeviceError>): Pause {
    const { id, poll, rng, clocks, onSamples, onTrouble } = this.#options;
    this.counters.reads += 1;
    const now = clocks.world.now();
    const outcome = outcomeOf(result);
    const { state, pause } = afterRead(this.#state, outcome, { poll, jitter: rng.next() }, now);
    this.#state = state;
    if (pause.clock === "io") this.counters.pauses += 1;
    if (result.ok) {
      onSamples(id, result.value);
      return pause;
    }
    this.counters.readFailures += 1;
    onTrouble(id, result.error);
    onSamples(id, this.#bad(this.#points, reasonOf(result.error)));
    return pause;
  }
}

function outcomeOf(result: Result<unknown, DeviceError>): PollOutcome {
  if (result.ok) return "answered";
  return result.error.kind === "bus" ? "down" : "failed";
}

function reasonOf(error: DeviceError): Reason {
  if (error.kind === "checksum") return "checksum";
  return error.kind === "exception" ? "device-fault" : "comms";
}
