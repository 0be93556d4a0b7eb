import { AppError } from "../../core/errors.ts";
import type { Bus } from "../../core/ports/bus.ts";
import type { Cancel, Clocks } from "../../core/ports/clock.ts";
import type { Rng } from "../../core/ports/rng.ts";
import { err, type Result } from "../../core/result.ts";
import type { DurationMs } from "../../core/time.ts";
import type { DeviceError, Driver, DriverSession, Line, Sample } from "../drivers/driver.ts";
import { freshLineCounters, type LineCounters } from "./line.ts";
import { longestSilence, pauseAfterLoss } from "./listening.ts";
import type { DeviceCounters } from "./polled-device.ts";

/** What a listening device works with. */
export interface ListeningDeviceOptions {
  readonly id: string;
  readonly driver: Driver;
  readonly config: unknown;
  /** How often it speaks. */
  readonly poll: DurationMs;
  readonly bus: Bus;
  readonly kind: "serial" | "tcp";
  readonly clocks: Clocks;
  readonly rng: Rng;
  readonly onSamples: (device: string, samples: readonly Sample[]) => void;
  readonly onTrouble: (device: string, error: DeviceError) => void;
}

/**
 * One device that speaks unasked, under the supervisor: its bus is opened, what it says is handed on, and after a loss it is
 * opened again, later and later. Silence on a line that stands is not judged here: its points get stale.
 */
export class ListeningDevice {
  /** `reads` are batches of samples, `readFailures` refused frames and losses. */
  readonly counters: DeviceCounters = { reads: 0, readFailures: 0, writes: 0, writeFailures: 0, pauses: 0 };
  readonly line: LineCounters = freshLineCounters();
  readonly #options: ListeningDeviceOptions;
  /** Points that are bad as soon as the line is lost. */
  readonly #live: readonly string[];
  readonly #silence: DurationMs;
  readonly #stopping = new AbortController();
  #session: DriverSession | undefined;
  #running: Promise<void> = Promise.resolve();
  #losses = 0;
  #cancelSilence: Cancel = () => undefined;
  #endPause: () => void = () => undefined;

  constructor(options: ListeningDeviceOptions) {
    const points = options.driver.metrics(options.config);
    this.#options = options;
    this.#live = points.filter(({ every }) => every === undefined).map(({ name }) => name);
    this.#silence = longestSilence(points, options.poll);
  }

  start(): void {
    this.#running = this.#run();
  }

  async readOnce(): Promise<Result<readonly Sample[], DeviceError>> {
    return err({ kind: "unexpected", detail: "this device speaks unasked" });
  }

  async write(point: string, value: number): Promise<Result<void, DeviceError>> {
    this.counters.writes += 1;
    const result =
      this.#session?.write === undefined
        ? err<DeviceError>({ kind: "unexpected", detail: "this device cannot be written" })
        : await this.#session.write(point, value);
    if (!result.ok) this.counters.writeFailures += 1;
    return result;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#endPause();
    await this.#session?.[Symbol.asyncDispose]();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const why = await this.#listen();
      if (signal.aborted) return;
      this.#lost(why);
      await this.#pause();
    }
  }

  /** One session from opening to end; answers why it ended. */
  async #listen(): Promise<string> {
    let opened = false;
    try {
      await using session = await this.#open();
      opened = true;
      this.line.opened += 1;
      return await this.#take(session);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.line[opened ? "lost" : "openFailed"] += 1;
      return error.message;
    } finally {
      this.#cancelSilence();
      this.#session = undefined;
    }
  }

  async #open(): Promise<DriverSession> {
    const { driver, config, bus, kind, clocks } = this.#options;
    const { signal } = this.#stopping;
    const line: Line = { kind, exchange: async () => err({ kind: "bus", detail: "this device speaks unasked" }) };
    const discarded = (bytes: number, error?: DeviceError): void => this.#discarded(bytes, error);
    return await driver.open(config, { bus, line, clocks, signal, discarded });
  }

  async #take(session: DriverSession): Promise<string> {
    const { id, onSamples } = this.#options;
    if (session.samples === undefined)
      throw new Error(`driver ${this.#options.driver.driver} speaks unasked, but says nothing`);
    this.#session = session;
    if (this.#stopping.signal.aborted) return "the gateway is stopping";
    this.#heard();
    for await (const samples of session.samples) {
      this.#losses = 0;
      this.counters.reads += 1;
      this.line.answers += 1;
      this.#heard();
      onSamples(id, samples);
    }
    return `nothing was heard for ${this.#silence / 1000} s`;
  }

  #heard(): void {
    this.#cancelSilence();
    this.#cancelSilence = this.#options.clocks.io.schedule(this.#silence, () => {
      this.line.reopened += 1;
      void this.#session?.[Symbol.asyncDispose]();
    });
  }

  #discarded(bytes: number, error: DeviceError | undefined): void {
    this.line.lateBytes += bytes;
    this.#heard();
    if (error === undefined) return;
    this.counters.readFailures += 1;
    this.#options.onTrouble(this.#options.id, error);
  }

  #lost(detail: string): void {
    const { id, clocks, onSamples, onTrouble } = this.#options;
    this.#losses += 1;
    this.counters.readFailures += 1;
    onTrouble(id, { kind: "bus", detail });
    if (this.#live.length === 0) return;
    const measuredAt = clocks.world.now();
    onSamples(
      id,
      this.#live.map((point) => ({ point, value: null, quality: "bad", reasons: ["comms"], measuredAt })),
    );
  }

  #pause(): Promise<void> {
    const { clocks, rng } = this.#options;
    this.counters.pauses += 1;
    return new Promise((resolve) => {
      const cancel = clocks.io.schedule(pauseAfterLoss(this.#losses, rng.next()), resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
