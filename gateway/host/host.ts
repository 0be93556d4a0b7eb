import { bootKey } from "../../core/ids.ts";
import type { Cancel, Clocks } from "../../core/ports/clock.ts";
import type { EpochMs } from "../../core/time.ts";
import { type Signer, seal } from "../../core/wire/envelope.ts";
import type { CommandResult, WireEvent } from "../../core/wire/messages.ts";
import { step } from "../../rules/engine/engine.ts";
import { standingAlarms } from "../../rules/engine/explain.ts";
import type { EngineSite } from "../../rules/engine/schema.ts";
import { runningOf } from "../../rules/engine/scope.ts";
import type { Engine } from "../../rules/engine/state.ts";
import type { Effects, Image, Input } from "../../rules/engine/types.ts";
import { type LocalState, silentLocal, stepLocal } from "../../rules/ladder/local.ts";
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
  issueNonce,
  watch,
} from "../commands/gate.ts";
import { readCommand, type TrustedKeys } from "../commands/inbox.ts";
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
}

/** The engine's third truth value. */
const unknown = 2;

/** How long a contact may take to be believed switched. */
const contactReadBack = 10_000;

/** Joins engine, local rung, actuators, commands and delivery of one site. Decides nothing itself. */
export class Host {
  readonly #parts: HostParts;
  readonly #loop: ScanLoop;
  readonly #gateConfig: GateConfig;
  #gate: GateState = gateStart;
  #local: LocalState = silentLocal;
  #localTimer: Cancel = () => undefined;
  #revision = 0;
  /** Scans made: proof of life for the watchdog. */
  scans = 0;

  constructor(parts: HostParts) {
    this.#parts = parts;
    const { site, delivery } = parts;
    const actuators = new Map(
      Object.entries(site.actuators).map(([id, config]) => [
        id,
        { readBack: config.form === "device" ? config.readBack.running : contactReadBack },
      ]),
    );
    this.#gateConfig = { region: site.region, site: site.site, boot: delivery.boot, actuators };
    this.#loop = new ScanLoop({
      step: (image, now) => step(parts.engine, image, now),
      perform: (effects, now, image) => this.#perform(effects, now, image),
      world: parts.clocks.world,
      atLeastEvery: parts.atLeastEvery,
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
    this.#gate = issueNonce(this.#gate, nonce, this.#now());
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
    if (events.length > 0) delivery.event(events);
    if (effects.alarms.length > 0) this.#announce(now);
    if (events.length > 0 || effects.outputs.length > 0) keeper?.changed();
    this.#gateStep(answered(this.#gate, effects.results, this.#now()));
    this.#gateStep(watch(this.#gate, (actuator) => this.#feedback(actuator), this.#now()));
  }

  #feedback(actuator: string): Feedback {
    const { engine } = this.#parts;
    const index = engine.compiled.actuatorIndex.get(actuator) ?? -1;
    const running = index < 0 ? unknown : runningOf(engine, index);
    return { told: engine.actuators[index]?.run === true, running: running === unknown ? null : running === 1 };
  }

  #announce(now: EpochMs): void {
    const { delivery, engine } = this.#parts;
    this.#revision += 1;
    delivery.publishDigest({
      boot: bootKey(delivery.boot),
      revision: this.#revision,
      at: now,
      alarms: standingAlarms(engine),
    });
    this.#soundLocally(now);
  }

  #soundLocally(now: EpochMs): void {
    const { site, engine, writer, clocks } = this.#parts;
    const { state, effects, nextAt } = stepLocal(
      this.#local,
      { alarms: standingAlarms(engine) },
      site.charter.ladder.local.outputs,
      now,
    );
    this.#local = state;
    for (const { actuator, on } of effects) writer?.apply({ actuator, run: on, speed: null });
    this.#localTimer();
    if (nextAt !== undefined)
      this.#localTimer = clocks.world.schedule(nextAt, () => this.#soundLocally(clocks.world.now()));
  }
}
