import type { Cancel, IoClock } from "../../core/ports/clock.ts";
import type { Result } from "../../core/result.ts";
import type { DurationMs } from "../../core/time.ts";
import { factorTo } from "../../rules/engine/compile/setpoint.ts";
import type { ActuatorConfig, EngineSite } from "../../rules/engine/schema.ts";
import type { Output } from "../../rules/engine/types.ts";
import type { DeviceError } from "../drivers/driver.ts";

/** Writes one point of one device; resolves when the device confirmed or refused. */
export type WritePoint = (device: string, point: string, value: number) => Promise<Result<void, DeviceError>>;

/** What a writer tells. */
export interface WriterEvents {
  /** A write that failed: it comes again with the next re-assertion; the read-back tells whether it matters. */
  readonly onFailure: (actuator: string, error: DeviceError) => void;
  /** Everything that an order needs was written. */
  readonly onWritten: (actuator: string) => void;
}

/** A contact is written once; only after a failure is it tried again, so soon because it may be the siren. */
const retryContact: DurationMs = 500;

/** What a writer must know of a site: its actuators, and the units of the points they write. */
export type WriterSite = Pick<EngineSite, "actuators" | "points">;

/** What an actuator was last told. */
interface Order {
  readonly run: boolean;
  /** %, null where it has no speed; kW or A of a setpoint, 0 while idle. */
  readonly speed: number | null;
}

/**
 * Carries outputs to device points, and re-asserts them so often that a drive that watches its control word knows the gateway
 * alive. Nothing is written to an actuator before its first output, which the engine gives only after having read it.
 */
export class ActuatorWriter {
  readonly #site: WriterSite;
  readonly #write: WritePoint;
  readonly #clock: IoClock;
  readonly #events: WriterEvents;
  readonly #orders = new Map<string, Order>();
  readonly #timers = new Map<string, Cancel>();

  constructor(site: WriterSite, ports: { readonly write: WritePoint; readonly clock: IoClock }, events: WriterEvents) {
    this.#site = site;
    this.#write = ports.write;
    this.#clock = ports.clock;
    this.#events = events;
  }

  /** Takes over what an actuator shall do from now on and writes it at once. One that is released is written to no more. */
  apply({ actuator, run, speed, released }: Pick<Output, "actuator" | "run" | "speed" | "released">): void {
    if (released) {
      this.#orders.delete(actuator);
      this.#timers.get(actuator)?.();
      return;
    }
    this.#orders.set(actuator, { run, speed });
    this.#assert(actuator);
  }

  /** Ends the re-assertion; the actuators keep what they were told, and their own link-loss action decides. */
  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #assert(actuator: string): void {
    const config = this.#site.actuators[actuator];
    const order = this.#orders.get(actuator);
    if (config === undefined || order === undefined) return;
    this.#timers.get(actuator)?.();
    void this.#perform(actuator, config, order);
    if (config.form !== "output") this.#again(actuator, config.link.reassert);
  }

  #again(actuator: string, after: DurationMs): void {
    this.#timers.get(actuator)?.();
    const cancel = this.#clock.schedule(after, () => this.#assert(actuator));
    this.#timers.set(actuator, cancel);
  }

  async #perform(actuator: string, config: ActuatorConfig, order: Order): Promise<void> {
    for (const [device, point, value] of writesOf(this.#site, config, order)) {
      const result = await this.#write(device, point, value);
      if (result.ok) continue;
      this.#events.onFailure(actuator, result.error);
      if (config.form === "output") this.#again(actuator, retryContact);
      return;
    }
    this.#events.onWritten(actuator);
  }
}

/** The speed goes out before the start, so that a drive never starts towards an older one. A stop is the stop alone. */
function writesOf(
  site: WriterSite,
  config: ActuatorConfig,
  { run, speed }: Order,
): readonly (readonly [string, string, number])[] {
  if (config.form === "output") {
    const [device = "", point = ""] = config.output.split("/");
    return [[device, point, run ? 1 : 0]];
  }
  if (config.form !== "speed") {
    const own = factorTo(site, `${config.device}/setpoint`, config.form === "power" ? "kW" : "A");
    return [[config.device, "setpoint", (speed ?? 0) / own]];
  }
  if (!run) return [[config.device, "run", 0]];
  const start = [config.device, "run", 1] as const;
  return speed === null ? [start] : [[config.device, "setpoint", speed], start];
}
