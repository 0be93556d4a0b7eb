import { type IoClock, sleep } from "../../core/ports/clock.ts";
import type { DurationMs, EpochMs, MonotonicMs } from "../../core/time.ts";
import type { ToldClock } from "../../core/told-clock.ts";
import type { Input } from "../../rules/engine/types.ts";
import type { OpenGateway } from "../app.ts";
import type { RecordedRow } from "../drivers/replay/row-parser.ts";
import { inputsOfRow } from "./relive.ts";

/** What a player works with. */
export interface PlayerParts {
  readonly rows: AsyncGenerator<RecordedRow>;
  /** What was measured up to here, by path, was played by an earlier run. */
  readonly last: ReadonlyMap<string, EpochMs>;
  readonly gateway: OpenGateway;
  readonly world: ToldClock;
  readonly io: IoClock;
  readonly speed: number | null;
}

/** How far a replay has come. */
export interface Played {
  /** Readings given to the gateway by this run. */
  readonly readings: number;
  /** World time. */
  readonly at: EpochMs;
  /** Numbered readings and events that nobody has confirmed yet, of earlier runs too. */
  readonly inFlight: number;
  /** Numbers that are nowhere: must be 0. */
  readonly unexplained: number;
}

interface Moment {
  readonly at: EpochMs;
  readonly inputs: readonly Input[];
}

/** Readings that may be under way: a store that is behind or away holds the replay up long before the spool is full. */
const mostInFlight = 100_000;
/** Moments played in one go, before others get their turn. */
const turn = 500;
const lookAgain: DurationMs = 50;
/** World time goes on at least so often between two rows, so that delays of alarms run out at their pace. */
const tick: DurationMs = 200;

/** Plays the rows of a recording into a gateway: at their pace or as fast as they are stored, each at its own world time. */
export class Player {
  readonly #parts: PlayerParts;
  readonly #startedAt: MonotonicMs;
  readonly #startedFrom: EpochMs;
  #readings = 0;
  #stopped = false;

  constructor(parts: PlayerParts) {
    this.#parts = parts;
    this.#startedAt = parts.io.now();
    this.#startedFrom = parts.world.now();
  }

  played(): Played {
    const { gateway, world } = this.#parts;
    const streams = gateway.delivery.books().flatMap(({ readings, events }) => [readings, events]);
    const sum = (of: "inFlight" | "unexplained"): number => streams.reduce((total, stream) => total + stream[of], 0);
    return {
      readings: this.#readings,
      at: world.now(),
      inFlight: sum("inFlight"),
      unexplained: sum("unexplained"),
    };
  }

  /** Resolves when all of it is stored, or soon after `stop`. */
  async play(): Promise<void> {
    let due: Moment[] = [];
    for await (const row of this.#parts.rows) {
      if (this.#stopped) return;
      const inputs = this.#new(row);
      if (inputs.length === 0) continue;
      if (due.length >= turn || !this.#isDue(row.at)) {
        await this.#take(due);
        due = [];
        await this.#until(row.at);
      }
      due.push({ at: row.at, inputs });
    }
    await this.#take(due);
    await this.#parts.gateway.delivery.committed();
    while (!this.#stopped && this.played().inFlight > 0) await sleep(this.#parts.io, lookAgain);
  }

  stop(): void {
    this.#stopped = true;
  }

  #new(row: RecordedRow): Input[] {
    const { last } = this.#parts;
    return inputsOfRow(row).filter(({ path, measuredAt }) => measuredAt > (last.get(path) ?? Number.NEGATIVE_INFINITY));
  }

  async #take(moments: readonly Moment[]): Promise<void> {
    const { world, gateway, io } = this.#parts;
    if (this.#stopped || moments.length === 0) return;
    for (const { at, inputs } of moments) {
      world.advanceTo(at);
      gateway.host.offer(inputs);
      gateway.host.scan();
      this.#readings += inputs.length;
    }
    await sleep(io, 0);
    while (!this.#stopped && this.played().inFlight > mostInFlight) await sleep(io, lookAgain);
  }

  #isDue(at: EpochMs): boolean {
    return this.#parts.speed === null || this.#worldTime(this.#parts.speed) >= at;
  }

  /** Where world time should be by now. */
  #worldTime(speed: number): EpochMs {
    return this.#startedFrom + Math.floor((this.#parts.io.now() - this.#startedAt) * speed);
  }

  async #until(at: EpochMs): Promise<void> {
    const { io, world, speed } = this.#parts;
    if (speed === null) return;
    for (let now = this.#worldTime(speed); now < at && !this.#stopped; now = this.#worldTime(speed)) {
      // Never up to the row's own moment: what falls due then is part of its scan.
      world.advanceTo(Math.min(now, at - 1));
      await sleep(io, Math.min(tick, Math.max(1, (at - now) / speed)));
    }
  }
}
