import { settled } from "../../core/io/turn.ts";
import type { BusSession } from "../../core/ports/bus.ts";
import { type SimLine, simLine } from "../../core/sim/bus.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import type { DeviceError, Driver, Sample } from "../../gateway/drivers/driver.ts";
import { type Supervisor, startSupervisor } from "../../gateway/supervisor/supervisor.ts";

/** A device that speaks unasked at the far end of a line on virtual time, and a supervisor that listens. */
export interface ListenBench {
  readonly scheduler: SimScheduler;
  readonly line: SimLine;
  readonly supervisor: Supervisor;
  /** In the order they were handed on. */
  readonly samples: readonly Sample[];
  readonly troubles: readonly DeviceError[];
  /** What the gateway said to the device, in hex. */
  readonly told: readonly string[];
  /** The device says this. */
  say(bytes: Uint8Array): void;
  /** Opens the device's end; after `unplug` and `plug` it must be opened again. */
  attach(): Promise<void>;
}

/** Starts a bench at this world time, with the device `meter` on the bus `line`. */
export async function listenBench(
  driver: Driver,
  config: unknown,
  options: { readonly start: number; readonly hear?: (bytes: Uint8Array) => void },
): Promise<ListenBench> {
  const scheduler = new SimScheduler(options.start, settled);
  const line = simLine(scheduler);
  const samples: Sample[] = [];
  const troubles: DeviceError[] = [];
  const told: string[] = [];
  let far: BusSession | undefined;
  const attach = async (): Promise<void> => {
    far = await line.far.open({
      onBytes(bytes) {
        told.push(Buffer.from(bytes).toString("hex"));
        options.hear?.(bytes);
      },
      onClose: () => undefined,
    });
  };
  await attach();
  const supervisor = startSupervisor({
    buses: [{ id: "line", bus: line.near, kind: "serial", gap: 5, timeout: 100, retries: 1 }],
    devices: [{ id: "meter", bus: "line", poll: 1000, driver, config: driver.config.parse(config) }],
    clocks: scheduler.clocks(),
    rng: seededRng(1),
    onSamples: (_device, batch) => samples.push(...batch),
    onTrouble: (_device, error) => troubles.push(error),
  });
  return {
    scheduler,
    line,
    supervisor,
    samples,
    troubles,
    told,
    say: (bytes) => void far?.write(bytes).catch(() => undefined),
    attach,
  };
}
