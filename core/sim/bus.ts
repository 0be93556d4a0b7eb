import { AppError } from "../errors.ts";
import type { Bus, BusEvents, BusSession } from "../ports/bus.ts";
import type { Rng } from "../ports/rng.ts";
import type { DurationMs } from "../time.ts";
import type { SimScheduler } from "./scheduler.ts";

/** How a simulated line behaves. */
export interface SimLineOptions {
  /** From one end's write to the other end's bytes. Default 1 ms. */
  readonly delay?: DurationMs;
  /** Share of bytes that never arrive; needs `rng`. */
  readonly loss?: number;
  /** Share of bytes that arrive with one bit flipped; needs `rng`. */
  readonly corruption?: number;
  readonly rng?: Rng;
}

/** A simulated line: what one end writes, the other receives. */
export interface SimLine {
  readonly near: Bus;
  readonly far: Bus;
  /** Both ends lose the line, opening fails until `plug`. */
  unplug(): void;
  plug(): void;
  /** Changes delay, loss and corruption from the next write on. */
  behave(options: SimLineOptions): void;
}

interface End {
  events: BusEvents | undefined;
}

/** Makes a line on virtual time. Bytes keep their order; bytes for an end that is not open are lost, as on a cable. */
export function simLine(scheduler: SimScheduler, initial: SimLineOptions = {}): SimLine {
  const ends = { near: { events: undefined } as End, far: { events: undefined } as End };
  let options = initial;
  let plugged = true;
  let cable = 0;
  const lastArrival = { near: 0, far: 0 };

  const send = (bytes: Uint8Array, to: "near" | "far"): void => {
    const arrived = damaged(bytes, options);
    const at = Math.max(scheduler.now + (options.delay ?? 1), lastArrival[to]);
    lastArrival[to] = at;
    const sentOn = cable;
    scheduler.schedule(at, () => {
      if (sentOn === cable && arrived.length > 0) ends[to].events?.onBytes(arrived);
    });
  };

  const bus = (self: "near" | "far"): Bus => ({
    async open(events) {
      const end = ends[self];
      if (!plugged) throw new AppError("bus-unavailable", "the line is unplugged");
      if (end.events !== undefined) throw new AppError("bus-unavailable", "the line is already open at this end");
      end.events = events;
      return session(events, end, (bytes) => send(bytes, self === "near" ? "far" : "near"));
    },
  });

  return {
    near: bus("near"),
    far: bus("far"),
    unplug() {
      plugged = false;
      cable += 1;
      for (const end of [ends.near, ends.far]) {
        const lost = end.events;
        end.events = undefined;
        if (lost !== undefined) scheduler.schedule(scheduler.now, () => lost.onClose("the line was unplugged"));
      }
    },
    plug() {
      plugged = true;
    },
    behave(next) {
      options = { ...options, ...next };
    },
  };
}

function session(events: BusEvents, end: End, send: (bytes: Uint8Array) => void): BusSession {
  return {
    async write(bytes) {
      if (end.events !== events) throw new AppError("bus-unavailable", "the line is closed");
      send(Uint8Array.from(bytes));
    },
    async close() {
      if (end.events === events) end.events = undefined;
    },
  };
}

function damaged(bytes: Uint8Array, options: SimLineOptions): Uint8Array {
  const { rng, loss = 0, corruption = 0 } = options;
  if (rng === undefined || (loss === 0 && corruption === 0)) return bytes;
  const kept = bytes.filter(() => rng.next() >= loss);
  return kept.map((byte) => (rng.next() < corruption ? byte ^ (1 << Math.floor(rng.next() * 8)) : byte));
}
