import type { Bus } from "../../core/ports/bus.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { Rng } from "../../core/ports/rng.ts";
import { err, type Result } from "../../core/result.ts";
import type { DurationMs } from "../../core/time.ts";
import type { DeviceError, Driver, Sample } from "../drivers/driver.ts";
import { type LineCounters, SharedLine } from "./line.ts";
import { ListeningDevice } from "./listening-device.ts";
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

/** What the supervisor looks after, and whom it tells. */
export interface SupervisorOptions {
  readonly buses: readonly SupervisedBus[];
  readonly devices: readonly SupervisedDevice[];
  /** Polls go by world time, timeouts and pauses by the I/O clock. */
  readonly clocks: Clocks;
  readonly rng: Rng;
  /** As soon as a read completed or a device spoke; after a failed read or a lost line every point, bad, with the reason. */
  readonly onSamples: (device: string, samples: readonly Sample[]) => void;
  /** After every failed read, refused frame and lost line, for the log. */
  readonly onTrouble?: (device: string, error: DeviceError) => void;
}

/** Everything that polls and writes devices at a site. */
export interface Supervisor extends AsyncDisposable {
  /** Goes before all waiting reads of the bus. Resolves when the device confirmed; never rejects. */
  write(device: string, point: string, value: number): Promise<Result<void, DeviceError>>;
  /** One read at once, handed back instead of going to `onSamples`. */
  read(device: string): Promise<Result<readonly Sample[], DeviceError>>;
  /** By how much the latest poll or write is late, ms of world time. Devices that are left alone for not answering are not late. */
  behind(): DurationMs;
  counters(): {
    readonly buses: Readonly<Record<string, LineCounters>>;
    readonly devices: Readonly<Record<string, DeviceCounters>>;
  };
}

/** A TCP peer that vanished without a word is noticed by its silence; on a serial line silence says little of the port. */
const reopenAfter = { tcp: 3, serial: 30 } as const;

/** Opens all buses and starts to poll and to listen. Returns at once: no device and no line is waited for. */
export function startSupervisor(options: SupervisorOptions): Supervisor {
  const lines = new Map<string, SharedLine>();
  const polled = new Map<string, PolledDevice>();
  const listening = new Map<string, ListeningDevice>();
  for (const setup of options.devices) {
    const bus = options.buses.find(({ id }) => id === setup.bus);
    if (bus === undefined) throw new Error(`unchecked configuration: no bus ${setup.bus}`);
    const { clocks, rng, onSamples, onTrouble = () => undefined } = options;
    const common = { ...setup, bus: bus.bus, clocks, rng, onSamples, onTrouble };
    if (setup.driver.unasked) listening.set(setup.id, new ListeningDevice({ ...common, kind: bus.kind }));
    else {
      const line = lines.get(bus.id) ?? sharedLine(bus, options, polled);
      lines.set(bus.id, line);
      const { retries } = bus;
      polled.set(setup.id, new PolledDevice({ ...common, line: (tries) => line.forDevice(tries), retries }));
    }
  }
  const devices = new Map<string, PolledDevice | ListeningDevice>([...polled, ...listening]);
  for (const line of lines.values()) line.start();
  for (const device of devices.values()) device.start();
  const unknown = (device: string) =>
    Promise.resolve(err({ kind: "unexpected", detail: `no device ${device}` } as const));
  return {
    write: (device, point, value) => devices.get(device)?.write(point, value) ?? unknown(device),
    read: (device) => devices.get(device)?.readOnce() ?? unknown(device),
    behind: () => Math.max(0, ...[...polled.values()].map((device) => device.behind)),
    counters: () => ({
      buses: Object.fromEntries([
        ...[...lines].map(([id, line]) => [id, { ...line.counters }] as const),
        ...options.devices.flatMap(({ id, bus }) => {
          const line = listening.get(id)?.line;
          return line === undefined ? [] : [[bus, { ...line }] as const];
        }),
      ]),
      devices: Object.fromEntries([...devices].map(([id, device]) => [id, { ...device.counters }])),
    }),
    async [Symbol.asyncDispose]() {
      await Promise.all([...devices.values()].map((device) => device.stop()));
      await Promise.all([...lines.values()].map((line) => line.stop()));
    },
  };
}

function sharedLine(
  setup: SupervisedBus,
  options: SupervisorOptions,
  polled: ReadonlyMap<string, PolledDevice>,
): SharedLine {
  const { id, bus, kind, gap, timeout, retries } = setup;
  const config = { gap, timeout, retries, reopenAfter: reopenAfter[kind] };
  const onOpened = (): void => {
    for (const device of options.devices) if (device.bus === id) polled.get(device.id)?.lineOpened();
  };
  return new SharedLine({ bus, kind, config, clock: options.clocks.io, onOpened });
}
