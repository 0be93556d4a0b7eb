import type { Cancel } from "../../../core/ports/clock.ts";
import type { EpochMs } from "../../../core/time.ts";
import type { DriverContext, DriverSession, Sample } from "../driver.ts";
import { type Discarded, type Heard, type Listening, listen } from "../listen.ts";
import type { SdsConfig } from "./config.ts";
import { type CycleInput, type CycleState, type CycleStep, cycleWakesAt, restingSensor, stepCycle } from "./cycle.ts";
import { encodeCommand, type FoundFrame, findFrames } from "./frame.ts";

const frameLength = 10;

/** Keeps one sensor in its round; all decisions are `stepCycle`'s. */
export class Sds011Session implements DriverSession {
  readonly #config: SdsConfig;
  readonly #context: DriverContext;
  #line: Listening | undefined;
  #state: CycleState = restingSensor;
  #rest: Uint8Array = new Uint8Array(0);
  #cancelTick: Cancel = () => undefined;

  static async open(config: SdsConfig, context: DriverContext): Promise<Sds011Session> {
    const session = new Sds011Session(config, context);
    session.#line = await listen(context, (bytes, now) => session.#receive(bytes, now));
    session.#apply({ kind: "opened" }, context.clocks.world.now());
    return session;
  }

  private constructor(config: SdsConfig, context: DriverContext) {
    this.#config = config;
    this.#context = context;
  }

  get samples(): AsyncIterable<readonly Sample[]> {
    if (this.#line === undefined) throw new Error("a session is made by `open`");
    return this.#line.samples;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancelTick();
    const line = this.#line;
    this.#state = restingSensor;
    await line?.[Symbol.asyncDispose]();
  }

  #receive(bytes: Uint8Array, now: EpochMs): Heard {
    const joined = new Uint8Array(this.#rest.length + bytes.length);
    joined.set(this.#rest);
    joined.set(bytes, this.#rest.length);
    const { found, rest } = findFrames(joined);
    this.#rest = rest.slice();
    const batches: (readonly Sample[])[] = [];
    const discarded: Discarded[] = [];
    for (const piece of found) {
      const { reading } = piece.kind === "frame" ? this.#apply(piece, now) : {};
      if (reading === undefined) discarded.push(withoutReading(piece));
      else batches.push([sample("pm2-5", reading.pm25, now), sample("pm10", reading.pm10, now)]);
    }
    return { batches, discarded };
  }

  #apply(input: CycleInput, now: EpochMs): CycleStep {
    const { world } = this.#context.clocks;
    const step = stepCycle(this.#state, input, this.#config, now);
    this.#state = step.state;
    for (const command of step.tell) this.#line?.send(encodeCommand(command));
    this.#cancelTick();
    const at = cycleWakesAt(step.state, this.#config);
    if (at !== undefined) this.#cancelTick = world.schedule(at, () => this.#apply({ kind: "tick" }, world.now()));
    return step;
  }
}

function withoutReading(piece: FoundFrame): Discarded {
  if (piece.kind === "frame") return { bytes: frameLength };
  return piece.isBroken ? { bytes: piece.bytes, error: { kind: "checksum" } } : { bytes: piece.bytes };
}

function sample(point: string, value: number, measuredAt: EpochMs): Sample {
  return { point, value, quality: "good", reasons: [], measuredAt };
}
