import { AppError } from "../../core/errors.ts";
import type { Bus, BusSession } from "../../core/ports/bus.ts";
import type { Cancel, IoClock } from "../../core/ports/clock.ts";
import { err, ok, type Result } from "../../core/result.ts";
import { joinBytes } from "../../core/wire/bytes.ts";
import type { DeviceError, Exchange, Line, Verdict } from "../drivers/driver.ts";
import {
  closedLine,
  type LineConfig,
  type LineEffect,
  type LineInput,
  type LineState,
  lineWakesAt,
  stepLine,
} from "./line-core.ts";

/** What happened on a line since the start. */
export interface LineCounters {
  opened: number;
  openFailed: number;
  lost: number;
  requests: number;
  /** Of a device that speaks unasked: what it said and was believed. */
  answers: number;
  timeouts: number;
  retries: number;
  /** Received outside an exchange: late answers and noise, dropped; of a device that speaks unasked, what is no reading. */
  lateBytes: number;
  /** Times the line was opened anew because nothing answered any more. */
  reopened: number;
}

/** Nothing has happened yet. */
export function freshLineCounters(): LineCounters {
  return {
    opened: 0,
    openFailed: 0,
    lost: 0,
    requests: 0,
    answers: 0,
    timeouts: 0,
    retries: 0,
    lateBytes: 0,
    reopened: 0,
  };
}

/** Most bytes kept while waiting for one answer; older ones go first. Every frame of the protocols here is shorter. */
const longestAnswer = 1024;

interface Pending {
  readonly exchange: Exchange<unknown>;
  readonly settle: (result: Result<unknown, DeviceError>) => void;
  received: Uint8Array;
  verdict: Verdict<unknown>;
}

/** What a line works with. */
export interface LineOptions {
  readonly bus: Bus;
  readonly kind: "serial" | "tcp";
  readonly config: LineConfig;
  readonly clock: IoClock;
  /** The line is usable, for the first time or again. */
  readonly onOpened: () => void;
}

/** Keeps one bus open and puts its requests on it one at a time; all decisions are `stepLine`'s. */
export class SharedLine {
  readonly counters: LineCounters = freshLineCounters();
  readonly #options: LineOptions;
  readonly #pending = new Map<number, Pending>();
  #state: LineState = closedLine;
  #session: BusSession | undefined;
  #outstanding: number | undefined;
  #nextId = 1;
  #cancelWake: Cancel = () => undefined;
  /** Why the line is down, for those whose request it took along. */
  #trouble = "the line is not open yet";

  constructor(options: LineOptions) {
    this.#options = options;
  }

  start(): void {
    this.#apply({ kind: "tick" });
  }

  async stop(): Promise<void> {
    this.#trouble = "the gateway is stopping";
    this.#cancelWake();
    const session = this.#session;
    this.#session = undefined;
    this.#apply({ kind: "stop" });
    await session?.close();
  }

  /** The line as a driver sees it; `retries` lets a doubtful device be tried just once. */
  forDevice(retries: () => number): Line {
    return { kind: this.#options.kind, exchange: (exchange) => this.#exchange(exchange, retries()) };
  }

  #exchange<T>(exchange: Exchange<T>, triesLeft: number): Promise<Result<T, DeviceError>> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#pending.set(id, {
        exchange,
        settle: resolve as Pending["settle"],
        received: new Uint8Array(0),
        verdict: { kind: "incomplete" },
      });
      const { priority, tagged = false } = exchange;
      this.#apply({ kind: "submit", job: { id, priority, tagged, triesLeft } });
    });
  }

  #apply(input: LineInput): void {
    const { config, clock } = this.#options;
    const { state, effects } = stepLine(this.#state, input, config, clock.now());
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    this.#cancelWake();
    const wakeAt = lineWakesAt(this.#state);
    if (wakeAt === undefined) return;
    this.#cancelWake = clock.schedule(Math.max(0, wakeAt - clock.now()), () => this.#apply({ kind: "tick" }));
  }

  #perform(effect: LineEffect): void {
    switch (effect.kind) {
      case "open":
        void this.#open();
        break;
      case "close":
        void this.#session?.close();
        this.#session = undefined;
        break;
      case "send":
        this.#send(effect.id);
        break;
      case "settle":
        this.#settle(effect.id, effect.outcome);
        break;
      case "count":
        this.#count(effect.what);
        break;
    }
  }

  async #open(): Promise<void> {
    try {
      // What an earlier opening still says is of no matter.
      let current: BusSession | undefined;
      const session = await this.#options.bus.open({
        onBytes: (bytes) => {
          if (current === this.#session) this.#onBytes(bytes);
        },
        onClose: (reason) => {
          if (current === this.#session) this.#onLost(reason);
        },
      });
      if (this.#state.phase.kind !== "opening") return await session.close();
      current = session;
      this.#session = session;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.counters.openFailed += 1;
      this.#trouble = error.message;
      this.#apply({ kind: "openFailed" });
      return;
    }
    this.counters.opened += 1;
    this.#apply({ kind: "opened" });
    this.#options.onOpened();
  }

  #onLost(reason: string): void {
    this.counters.lost += 1;
    this.#session = undefined;
    this.#trouble = reason;
    this.#apply({ kind: "lost" });
  }

  #onBytes(bytes: Uint8Array): void {
    const pending = this.#outstanding === undefined ? undefined : this.#pending.get(this.#outstanding);
    if (pending === undefined) {
      this.counters.lateBytes += bytes.length;
      this.#apply({ kind: "bytes", answer: false });
      return;
    }
    pending.received = joinBytes([pending.received, bytes]).slice(-longestAnswer);
    pending.verdict = pending.exchange.receive(pending.received);
    this.#apply({ kind: "bytes", answer: pending.verdict.kind === "answer" });
  }

  #send(id: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined || this.#session === undefined) return;
    this.counters.requests += 1;
    this.#outstanding = id;
    pending.received = new Uint8Array(0);
    pending.verdict = { kind: "incomplete" };
    // A line that takes no bytes tells so itself by closing; the request ends with it or by its timeout.
    this.#session.write(pending.exchange.request).catch(() => undefined);
  }

  #settle(id: number, outcome: "answered" | "unanswered" | "down"): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#outstanding === id) this.#outstanding = undefined;
    if (pending === undefined) return;
    if (outcome === "answered" && pending.verdict.kind === "answer") {
      this.counters.answers += 1;
      pending.settle(ok(pending.verdict.value));
    } else {
      pending.settle(err(outcome === "down" ? { kind: "bus", detail: this.#trouble } : unanswered(pending)));
    }
  }

  #count(what: "retry" | "timeout" | "reopened"): void {
    if (what === "retry") this.counters.retries += 1;
    if (what === "timeout") {
      this.counters.timeouts += 1;
      this.#outstanding = undefined;
    }
    if (what === "reopened") {
      this.counters.reopened += 1;
      this.#trouble = "nothing on the line answers";
    }
  }
}

function unanswered(pending: Pending): DeviceError {
  if (pending.verdict.kind === "checksum") return { kind: "checksum" };
  if (pending.received.length === 0 || pending.verdict.kind === "incomplete") return { kind: "timeout" };
  return { kind: "unexpected", detail: "bytes came, but no answer to this request" };
}
