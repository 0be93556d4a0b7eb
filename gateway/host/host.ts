import { bootKey } from "../../core/ids.ts";
import type { Cancel, Clocks } from "../../core/ports/clock.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { StandingMode } from "../../core/wire/alarm-digest.ts";
import type { CommandResult } from "../../core/wire/command.ts";
import { type Signer, seal } from "../../core/wire/envelope.ts";
import type { WireEvent } from "../../core/wire/events.ts";
import { issueNonce } from "../../core/wire/freshness.ts";
import { readCommand, type TrustedKeys } from "../../core/wire/offered.ts";
import { standingModes } from "../../rules/engine/actuators/modes.ts";
import { runningOf, speedShown } from "../../rules/engine/conditions/scope.ts";
import { step } from "../../rules/engine/engine.ts";
import { standingAlarms, standingLocks } from "../../rules/engine/explain.ts";
import type { EngineSite } from "../../rules/engine/schema.ts";
import type { Engine } from "../../rules/engine/state.ts";
import type { ActionResult, Effects, Image, Input } from "../../rules/engine/types.ts";
import { type LocalRung, type LocalState, silentLocal, stepLocal } from "../../rules/ladder/local.ts";
import { quietHours } from "../../rules/ladder/quiet.ts";
import type { ActuatorWriter } from "../actuators/writer.ts";
import {
  admit,
  answered,
  type Feedback,
  type GateConfig,
  type GateNow,
  type GateState,
  type GateStep,
  gateStart,
  lapseOf,
  watch,
} from "../commands/gate.ts";
import { readBackRule } from "../commands/read-back.ts";
import type { Delivery } from "../session/delivery.ts";
import type { EngineKeeper } from "./engine-store.ts";
import { readingsOf } from "./readings.ts";
import { ScanLoop } from "./scan-loop.ts";

/** What the host joins. */
export interface HostParts {
  readonly site: EngineSite;
  readonly engine: Engine;
  /** Absent in a replay: its recording is its memory. */
  readonly keeper: EngineKeeper | undefined;
  readonly delivery: Delivery;
  readonly clocks: Clocks;
  readonly signer: Signer;
  readonly keys: TrustedKeys;
  /** Absent in a replay: nothing is moved. */
  readonly writer: ActuatorWriter | undefined;
  readonly atLeastEvery: number | null;
  /** Setting the clock by more than this at once is noticed; what is timed then goes on as if it had not been. */
  readonly clockTolerance: DurationMs;
}

/** The engine's third truth value. */
const unknown = 2;

/** Joins engine, local rung, actuators, commands and delivery of one site. Decides nothing itself. */
export class Host {
  readonly #parts: HostParts;
  readonly #loop: ScanLoop;
  readonly #gateConfig: GateConfig;
  #gate: GateState = gateStart;
  readonly #localRung: LocalRung;
  #local: LocalState = silentLocal;
  #localTimer: Cancel = () => undefined;
  #revision = 0;
  /** The modes as last announced, to notice a change. */
  #modes = "";
  /** Scans made: proof of life for the watchdog. */
  scans = 0;

  constructor(parts: HostParts) {
    this.#parts = parts;
    const { site, delivery } = parts;
    const actuators = new Map(Object.entries(site.actuators).map(([id, config]) => [id, readBackRule(config)]));
    this.#gateConfig = { region: site.region, site: site.site, boot: delivery.boot, actuators };
    const { ladder } = site.charter;
    this.#localRung = { outputs: ladder.local.outputs, quiet: quietHours(ladder, site.timeZone) };
    this.#loop = new ScanLoop({
      step: (image, now) => step(parts.engine, image, now),
      perform: (effects, now, image) => this.#perform(effects, now, image),
      world: parts.clocks.world,
      atLeastEvery: parts.atLeastEvery,
      clockTolerance: parts.clockTolerance,
    });
  }

  /** First scan: leases of an earlier run have ended, standing alarms are announced with their onsets. */
  begin(): void {
    const { engine, site } = this.#parts;
    const overridden = [...engine.compiled.actuatorIndex.keys()].filter((id) => Object.hasOwn(site.actuators, id));
    this.#loop.act(
      overridden.map((actuator) => ({
        kind: "release",
        id: `${actuator}.lapsed`,
        actor: "restart",
        actuator,
        why: "lapsed",
      })),
    );
    this.#loop.scan();
    this.#announce(this.#parts.clocks.world.now());
  }

  offer(inputs: readonly Input[]): void {
    this.#loop.offer(inputs);
  }

  /** Scans at once what was offered: a replay does not wait for the turn to end. */
  scan(): void {
    this.#loop.scan();
  }

  /** A command envelope as it came. */
  command(payload: Uint8Array): void {
    this.#gateStep(admit(this.#gate, readCommand(payload, this.#parts.keys), this.#gateConfig, this.#now()));
  }

  nonce(nonce: string): void {
    this.#gate = issueNonce(this.#gate, nonce, this.#now().io);
  }

  /** Whether some drive is left to its hard-wired floats, which the watchdog's relay must then let decide. */
  get releases(): boolean {
    return this.#parts.engine.actuators.some(({ released }) => released);
  }

  close(): void {
    this.#loop.close();
    this.#localTimer();
    this.#parts.writer?.close();
  }

  #now(): GateNow {
    const { world, io } = this.#parts.clocks;
    return { world: world.now(), io: io.now() };
  }

  #gateStep({ state, actions, results }: GateStep): void {
    this.#gate = state;
    this.#loop.act(actions);
    for (const result of results) this.#say(result);
  }

  #say(result: CommandResult): void {
    void this.#parts.delivery.publishResult(result.id, seal("result", result, this.#parts.signer));
  }

  /** Outputs first: nothing a pump waits for may wait for disk or network. */
  #perform(effects: Effects, now: EpochMs, image: Image): void {
    const { delivery, writer, keeper } = this.#parts;
    this.scans += 1;
    for (const output of effects.outputs) writer?.apply(output);
    if (effects.alarms.length > 0) this.#soundLocally(now);
    delivery.record(readingsOf(image.inputs, effects, now));
    const events: WireEvent[] = [...effects.decisions, ...effects.alarms, ...effects.ranges];
    const told = [...events, ...effects.viability];
    if (told.length > 0) delivery.event(told);
    const modesChanged = JSON.stringify(this.#standingModes()) !== this.#modes;
    if (effects.alarms.length > 0 || effects.locksChanged || modesChanged) this.#announce(now);
    if (events.length > 0 || effects.outputs.length > 0) keeper?.changed();
    if (effects.locksChanged && keeper !== undefined) void this.#answerOnceKept(effects.results, keeper);
    else this.#answer(effects.results);
    this.#gateStep(watch(this.#gate, (actuator) => this.#feedback(actuator), this.#now()));
  }

  #answer(results: readonly ActionResult[]): void {
    this.#gateStep(answered(this.#gate, results, this.#now()));
  }

  /** Somebody will trust a lock with their hands: it is on disk before it is said to be on. */
  async #answerOnceKept(results: readonly ActionResult[], keeper: EngineKeeper): Promise<void> {
    await keeper.save();
    const detail = `a restart would forget this: ${keeper.trouble}`;
    this.#answer(keeper.trouble === undefined ? results : results.map((result) => ({ detail, ...result })));
  }

  #feedback(actuator: string): Feedback {
    const { engine } = this.#parts;
    const index = engine.compiled.actuatorIndex.get(actuator) ?? -1;
    const running = index < 0 ? unknown : runningOf(engine, index);
    const shown = speedShown(engine, index);
    return {
      told: engine.actuators[index]?.run === true,
      running: running === unknown ? null : running === 1,
      speed: Number.isNaN(shown) ? null : shown,
    };
  }

  #standingModes(): StandingMode[] {
    return standingModes(this.#parts.engine, (actuator) => lapseOf(this.#gate, actuator));
  }

  #announce(now: EpochMs): void {
    const { delivery, engine } = this.#parts;
    this.#revision += 1;
    const modes = this.#standingModes();
    this.#modes = JSON.stringify(modes);
    delivery.publishDigest({
      boot: bootKey(delivery.boot),
      revision: this.#revision,
      at: now,
      alarms: standingAlarms(engine),
      locks: standingLocks(engine),
      modes,
    });
    this.#soundLocally(now);
  }

  #soundLocally(now: EpochMs): void {
    const { engine, writer, clocks } = this.#parts;
    const { state, effects, nextAt } = stepLocal(this.#local, { alarms: standingAlarms(engine) }, this.#localRung, now);
    this.#local = state;
    for (const { actuator, on } of effects) writer?.apply({ actuator, run: on, speed: null, released: false });
    this.#localTimer();
    if (nextAt !== undefined)
      this.#localTimer = clocks.world.schedule(nextAt, () => this.#soundLocally(clocks.world.now()));
  }
}
