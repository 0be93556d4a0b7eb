import type { Bus } from "../../core/ports/bus.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { Rng } from "../../core/ports/rng.ts";
import { err, type Result } from "../../core/result.ts";
import type { DurationMs } from "../../core/time.ts";
import type { DeviceError, Driver, Sample } from "../drivers/driver.ts";
import { type LineCounters, SharedLine } from "./line.ts";
import { type DeviceCounters, PolledDevice } from "./polled-device.ts";

/** One bus as the site file has it, with the port that reaches it. */
export interface SupervisedBus {
  readonly id: string;
  readonly bus: Bus;
  readonly kind: "serial" | "tcp";
  readonly gap: DurationMs;
  readonly timeout: DurationMs;
  readonly retries: number;
}

/** One device as the site file has it; `config` went through its driver's schema. */
export interface SupervisedDevice {
  readonly id: string;
  readonly bus: string;
  readonly poll: DurationMs;
  readonly driver: Driver;
  readonly config: unknown;
}

export interface SupervisorOptions {
  readonly buses: readonly SupervisedBus[];
  readonly devices: readonly SupervisedDevice[];
  /** Polls go by world time, timeouts and pauses by the I/O clock. */
  readonly clocks: Clocks;
  readonly rng: Rng;
  /** As soon as a read completed; after a failed one every point, bad, with the reason. */
  readonly onSamples: (device: string, samples: readonly Sample[]) => void;
  /** After every failed read, for the log. */
  readonly onTrouble?: (device: string, error: DeviceError) => void;
}

/** Everything that polls and writes devices at a site. */
export interface Supervisor extends AsyncDisposable {
  /** Goes before all waiting reads of the bus. Resolves when the device confirmed; never rejects. */
  write(device: string, point: string, value: number): Promise<Result<void, DeviceError>>;
  /** One read at once, handed back instead of going to `onSamples`. */
  read(device: string): Promise<Result<readonly Sample[], DeviceError>>;
  counters(): {
    readonly buses: Readonly<Record<string, LineCounters>>;
    readonly devices: Readonly<Record<string, DeviceCounters>>;
  };
}

/** A TCP peer that vanished without a word is noticed by its silence; on a serial line silence says little of the port. */
const reopenAfter = { tcp: 3, serial: 30 } as const;

/** Opens all buses and starts to poll. Returns at once: no device and no line is waited for. */
export function startSupervisor(options: SupervisorOptions): Supervisor {
  const lines = new Map<string, SharedLine>();
  const devices = new Map<string, PolledDevice>();
  for (const setup of options.buses) {
    const { id, bus, kind, gap, timeout, retries } = setup;
    const config = { gap, timeout, retries, reopenAfter: reopenAfter[kind] };
    const onOpened = (): void => {
      for (const device of options.devices) if (device.bus === id) devices.get(device.id)?.lineOpened();
    };
    lines.set(id, new SharedLine({ bus, kind, config, clock: options.clocks.io, onOpened }));
  }
  for (const setup of options.devices) {
    const bus = options.buses.find(({ id }) => id === setup.bus);
    const line = lines.get(setup.bus);
    if (bus === undefined || line === undefined) throw new Error(`unchecked configuration: no bus ${setup.bus}`);
    devices.set(
      setup.id,
      new PolledDevice({
        ...setup,
        bus: bus.bus,
        line: (retries) => line.forDevice(retries),
        retries: bus.retries,
        clocks: options.clocks,
        rng: options.rng,
        onSamples: options.onSamples,
        onTrouble: options.onTrouble ?? (() => undefined),
      }),
    );
  }
  for (const line of lines.values()) line.start();
  for (const device of devices.values()) device.start();
  const unknown = (device: string) =>
    Promise.resolve(err({ kind: "unexpected", detail: `no device ${device}` } as const));
  return {
    write: (device, point, value) => devices.get(device)?.write(point, value) ?? unknown(device),
    read: (device) => devices.get(device)?.readOnce() ?? unknown(device),
    counters: () => ({
      buses: Object.fromEntries([...lines].map(([id, line]) => [id, { ...line.counters }])),
      devices: Object.fromEntries([...devices].map(([id, device]) => [id, { ...device.counters }])),
    }),
    async [Symbol.asyncDispose]() {
      await Promise.all([...devices.values()].map((device) => device.stop()));
      await Promise.all([...lines.values()].map((line) => line.stop()));
    },
  };
}
