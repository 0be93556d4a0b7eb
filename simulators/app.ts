import type { RegisterImage } from "../core/modbus/server.ts";
import { rtuServer, tcpServer } from "../core/modbus/server.ts";
import type { Cancel, Clocks } from "../core/ports/clock.ts";
import { err, type Result } from "../core/result.ts";
import type { EpochMs } from "../core/time.ts";
import { type FaultRequest, faultsOf } from "./devices/faults.ts";
import { type PlantTruth, PolderWorld } from "./worlds/polder.ts";
import { type PolderScript, polderPlan } from "./worlds/polder-plan.ts";
import { type BusName, busNames, isDevice, wiring } from "./worlds/polder-wiring.ts";

/** The devices' end of one connection: takes bytes as they arrive, gives the bytes to send back. */
export interface DeviceLine {
  push(bytes: Uint8Array): Uint8Array;
}

/** How frames travel on a bus: with the serial line's check, or with the TCP header. */
export type Framing = "rtu" | "tcp";

/** Where the buses can be reached; the simulated side joins lines in memory. */
export interface LineHost {
  readonly framing: Framing;
  /** Serves one bus; `connect` makes the devices' end of each new connection. Returns the address to connect to. */
  serve(bus: BusName, connect: () => DeviceLine): Promise<{ readonly address: string; close(): Promise<void> }>;
}

/** What the control port may ask of a running world. */
export interface WorldControl {
  now(): EpochMs;
  /** Every device with the faults it can have. */
  devices(): readonly { readonly device: string; readonly faults: readonly string[] }[];
  fault(device: string, request: FaultRequest): Result<void, string>;
  latest(): PlantTruth;
}

/** Serves the control port; returns what `world.json` says of it. */
export type ControlHost = (
  control: WorldControl,
) => Promise<{ readonly url: string; readonly tokenFile: string; close(): Promise<void> }>;

/** What a running world tells those who want to find it. */
export interface WorldFile {
  readonly buses: Readonly<Record<string, string>>;
  readonly control?: { readonly url: string; readonly tokenFile: string };
}

/** Everything a world needs from outside. `truth` must have written its line when it returns. */
export interface WorldPorts {
  readonly clocks: Clocks;
  readonly truth: (line: string) => void;
  readonly lines: LineHost;
  readonly control?: ControlHost;
  readonly announce?: (file: WorldFile) => Promise<void>;
}

/** A world that runs. */
export interface RunningWorld extends WorldControl, AsyncDisposable {
  readonly file: WorldFile;
  /** A further connection to a bus, for a line that is not the host's. */
  connect(bus: BusName, framing: Framing): DeviceLine;
}

const tickMs = 250;

/** Starts the polder: it lives by the world clock, answers its buses and tells where they are. */
export async function start(config: PolderScript, ports: WorldPorts): Promise<RunningWorld> {
  const { clocks } = ports;
  const world = new PolderWorld(polderPlan(config), clocks.io.now(), ports.truth);
  const live = (): PolderWorld => {
    world.advanceTo(clocks.world.now(), clocks.io.now());
    return world;
  };
  const connect = (bus: BusName, framing: Framing): DeviceLine => {
    const lookup = (unitId: number): RegisterImage | undefined => world.device(bus, unitId);
    const server = framing === "rtu" ? rtuServer(lookup) : tcpServer(lookup);
    return {
      push(bytes) {
        live();
        return server.push(bytes);
      },
    };
  };
  const control: WorldControl = {
    now: () => clocks.world.now(),
    devices: () => wiring.map(({ name, sort }) => ({ device: name, faults: faultsOf[sort] })),
    fault: (device, request) =>
      isDevice(device) ? live().fault(device, request) : err(`there is no device "${device}" in this world`),
    latest: () => live().latest(),
  };
  let cancel: Cancel = () => undefined;
  const tick = (): void => {
    live();
    cancel = clocks.io.schedule(tickMs, tick);
  };
  tick();
  const served = await Promise.all(
    busNames.map(async (bus) => ({
      bus,
      line: await ports.lines.serve(bus, () => connect(bus, ports.lines.framing)),
    })),
  );
  const controlPort = await ports.control?.(control);
  const file: WorldFile = {
    buses: Object.fromEntries(served.map(({ bus, line }) => [bus, line.address])),
    ...(controlPort === undefined ? {} : { control: { url: controlPort.url, tokenFile: controlPort.tokenFile } }),
  };
  await ports.announce?.(file);
  return {
    ...control,
    file,
    connect,
    async [Symbol.asyncDispose]() {
      cancel();
      await controlPort?.close();
      for (const { line } of served) await line.close();
    },
  };
}
