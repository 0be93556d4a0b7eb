import type { Cancel, Clocks } from "../core/ports/clock.ts";
import type { DeviceLine, Framing, MakeWorld, World } from "./worlds/world.ts";

/** Where the buses can be reached; the simulated side joins lines in memory. */
export interface LineHost {
  readonly framing: Framing;
  /**
   * Serves one bus. `connect` makes the devices' end of each new connection and is given the way to say something unasked.
   * Returns the address to connect to.
   */
  serve(
    bus: string,
    connect: (say: (bytes: Uint8Array) => void) => DeviceLine,
  ): Promise<{ readonly address: string; close(): Promise<void> }>;
}

/** What the control port may ask of a running world. */
export interface WorldControl extends Pick<World, "devices" | "fault" | "latest"> {
  /** World time, epoch ms. */
  now(): number;
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
}

const tickMs = 250;

/** Starts a world: it lives by the world clock, answers its buses and tells where they are. */
export async function start(make: MakeWorld, ports: WorldPorts): Promise<RunningWorld> {
  const { clocks, lines } = ports;
  const world = make(clocks.io.now(), ports.truth);
  const live = (): World => {
    world.advanceTo(clocks.world.now(), clocks.io.now());
    return world;
  };
  const control: WorldControl = {
    now: () => clocks.world.now(),
    devices: () => world.devices(),
    fault: (device, request) => live().fault(device, request),
    latest: () => live().latest(),
  };
  let cancel: Cancel = () => undefined;
  const tick = (): void => {
    live();
    cancel = clocks.io.schedule(tickMs, tick);
  };
  tick();
  const served = await Promise.all(
    world.buses.map(async (bus) => ({
      bus,
      line: await lines.serve(bus, (say) => {
        const device = live().connect(bus, lines.framing, say);
        return {
          push(bytes) {
            live();
            return device.push(bytes);
          },
          close: () => device.close?.(),
        };
      }),
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
    async [Symbol.asyncDispose]() {
      cancel();
      await controlPort?.close();
      for (const { line } of served) await line.close();
    },
  };
}
