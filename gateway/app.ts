import { bootKey } from "../core/ids.ts";
import type { Cancel, Clocks, IoClock } from "../core/ports/clock.ts";
import type { Disk } from "../core/ports/disk.ts";
import type { Link } from "../core/ports/link.ts";
import type { Rng } from "../core/ports/rng.ts";
import type { DurationMs } from "../core/time.ts";
import { definitionHash, type Sha256 } from "../core/wire/canonical.ts";
import type { SitePlace } from "../core/wire/definition.ts";
import { openEnvelope, type Signer, type Verifier } from "../core/wire/envelope.ts";
import type { TrustedKeys } from "../core/wire/offered.ts";
import { type Stored, storedSchema } from "../core/wire/stored.ts";
import { compile } from "../rules/engine/compile/compile.ts";
import type { Compiled } from "../rules/engine/plan.ts";
import type { EngineSite } from "../rules/engine/schema.ts";
import type { Engine } from "../rules/engine/state.ts";
import { WriteLog } from "./actuators/write-log.ts";
import { ActuatorWriter } from "./actuators/writer.ts";
import type { Driver } from "./drivers/driver.ts";
import { birthPropertiesOf } from "./host/birth-properties.ts";
import { definitionOf, placeOf } from "./host/definition.ts";
import { DeviceLog } from "./host/device-log.ts";
import { type BusPort, supervisedBuses, supervisedDevices } from "./host/devices.ts";
import { EngineKeeper, recallEngine } from "./host/engine-store.ts";
import { Host } from "./host/host.ts";
import { inputsOf } from "./host/inputs.ts";
import { machineStarted } from "./host/machine-boot.ts";
import { startWatchdog } from "./host/watchdog.ts";
import { withAliases } from "./session/aliases.ts";
import { type Delivery, openDelivery } from "./session/delivery.ts";
import type { DeliveryConfig } from "./session/delivery-options.ts";
import type { SiteFile } from "./site/schema.ts";
import { dictionaryOf } from "./spool/dictionary.ts";
import type { Inheritance } from "./spool/inherit.ts";
import { type Supervisor, startSupervisor } from "./supervisor/supervisor.ts";

/** What a gateway reaches the world through. */
export interface GatewayPorts {
  readonly clocks: Clocks;
  readonly rng: Rng;
  /** A directory of this gateway's own. */
  readonly disk: Disk;
  readonly sparkplugLink: Link;
  readonly ownLink: Link;
  readonly signer: Signer;
  readonly sha256: Sha256;
  /** Whose commands are believed. */
  readonly commandKeys: TrustedKeys;
  /** Whose `stored` is believed. */
  readonly ingestKeys: Verifier;
  /** A name of the machine's present run, another one after each boot; undefined where it has none. */
  readonly machineRun: string | undefined;
  /** What a person may want to know; never holds a secret. */
  readonly log: (what: string, detail: string) => void;
}

/** What every gateway is told, whatever its readings come from. */
export interface GatewayConfig {
  readonly engine: EngineSite;
  readonly delivery: DeliveryConfig;
  /** Longest time between two scans; null scans only when something arrives or falls due. */
  readonly scanEvery: DurationMs | null;
}

/** How a recording goes on after a restart: its world time, and an engine that has lived through what was played before. */
export interface Resumption {
  /** Told what earlier runs left in the spool, before anything of this one is dated. */
  readonly inherited: (inheritance: Inheritance) => void;
  /** Takes the place of the snapshot that a gateway of devices keeps. `prefix` begins the ids of the engine's events. */
  readonly engine: (compiled: Compiled, prefix: string) => Promise<Engine>;
}

/** What differs between gateways of devices and of recordings. */
export interface GatewayParts {
  /** Of those who have something to move. */
  readonly writer?: ActuatorWriter;
  /** What is known of the site itself. */
  readonly place?: SitePlace;
  /** Numbers stand for metric names after a birth; default false. */
  readonly aliases?: boolean;
  /** What the machine's clock can be trusted with; default: all. */
  readonly clock?: SiteFile["clock"];
  readonly resumption?: Resumption;
}

/** A gateway whose host runs; its readings come from devices or from a recording. */
export interface OpenGateway {
  readonly host: Host;
  readonly delivery: Delivery;
  /** `abrupt` leaves everything as a kill would. */
  close(how: "clean" | "abrupt"): Promise<void>;
}

/** Opens delivery, recalls the engine, and joins both. */
export async function openGateway(
  config: GatewayConfig,
  ports: GatewayPorts,
  { writer, place, aliases = false, clock = perfectClock, resumption }: GatewayParts,
): Promise<OpenGateway> {
  const { engine: site } = config;
  const definition = definitionOf(site, place);
  const compiled = compile(site);
  let host: Host | undefined;
  const delivery = await openDelivery({
    config: config.delivery,
    ports,
    dictionary: (earlier) => {
      const named = aliases ? withAliases(definition, earlier.values()) : definition;
      return dictionaryOf(named, definitionHash(named, ports.sha256));
    },
    properties: birthPropertiesOf(site, compiled),
    openStored: (payload) => storedIn(payload, ports.ingestKeys),
    onCommand: (payload) => host?.command(payload),
    onNonce: (nonce) => host?.nonce(nonce),
    ...(resumption === undefined ? {} : { onInherited: resumption.inherited }),
  });
  const prefix = bootKey(delivery.boot);
  const engine = await (resumption?.engine(compiled, prefix) ?? recalled(compiled, prefix, { ...ports, clock }));
  const keeper = resumption === undefined ? new EngineKeeper(engine, ports.disk, ports.clocks.io) : undefined;
  const { clocks, signer } = ports;
  host = new Host({
    site,
    engine,
    keeper,
    delivery,
    clocks,
    signer,
    keys: ports.commandKeys,
    writer,
    atLeastEvery: config.scanEvery,
    clockTolerance: clock.trustedWithin,
  });
  host.begin();
  const opened = host;
  return {
    host,
    delivery,
    close: async (how) => {
      opened.close();
      keeper?.abandon();
      if (how === "clean") await keeper?.save();
      await delivery.close(how);
    },
  };
}

/** A recording's clock is set by nobody. */
const perfectClock: SiteFile["clock"] = { batteryBacked: true, trustedWithin: Number.POSITIVE_INFINITY };

async function recalled(
  compiled: Compiled,
  prefix: string,
  { disk, clocks, log, machineRun, clock }: GatewayPorts & { readonly clock: SiteFile["clock"] },
): Promise<Engine> {
  // Without a battery the clock may tell anything after the machine was off; as long as the machine runs, it runs on.
  const justStopped = !clock.batteryBacked && (await machineStarted(disk, machineRun));
  const { engine, setAside } = await recallEngine(disk, compiled, { now: clocks.world.now(), prefix, justStopped });
  if (setAside) log("engine", "the snapshot could not be read and was set aside; timers start anew");
  return engine;
}

function storedIn(payload: Uint8Array, verifier: Verifier): Stored | undefined {
  const opened = openEnvelope<Stored>(payload, { type: "stored", schema: storedSchema, verifier });
  return opened.ok ? opened.value.message : undefined;
}

/** A running gateway of real or simulated devices. */
export interface Gateway extends AsyncDisposable {
  readonly delivery: Delivery;
  readonly supervisor: Supervisor;
  /** Ends everything at once, as a kill would. */
  abandon(): Promise<void>;
}

/** Starts a site: devices are polled, the engine decides, everything is delivered. Waits for no device and no broker. */
export async function start(
  config: GatewayConfig & { readonly file: SiteFile },
  ports: GatewayPorts & { readonly buses: BusPort; readonly drivers: readonly Driver[] },
): Promise<Gateway> {
  let supervisor: Supervisor | undefined;
  const writes = new WriteLog(ports.clocks.io, ports.log);
  const writer = new ActuatorWriter(
    config.engine,
    {
      clock: ports.clocks.io,
      write: (device, point, value) => supervisor?.write(device, point, value) ?? Promise.resolve(notYet),
    },
    {
      onFailure: (actuator, error) => writes.failed(actuator, error),
      onWritten: (actuator) => writes.written(actuator),
    },
  );
  const gateway = await openGateway(config, ports, {
    writer,
    place: placeOf(config.file.site),
    aliases: config.file.uplink.aliases,
    clock: config.file.clock,
  });
  const log = new DeviceLog(ports.clocks.io, ports.log);
  const running = startSupervisor({
    buses: supervisedBuses(config.file, ports.buses),
    devices: supervisedDevices(config.file, ports.drivers),
    clocks: ports.clocks,
    rng: ports.rng,
    onSamples: (device, samples) => {
      log.samples(device, samples);
      gateway.host.offer(inputsOf(device, samples));
    },
    onTrouble: (device, error) => log.trouble(device, error),
  });
  supervisor = running;
  const stopWatchdog = watchdogOf(config.file, gateway, running, ports.clocks.io);
  const end = async (how: "clean" | "abrupt"): Promise<void> => {
    stopWatchdog();
    await running[Symbol.asyncDispose]();
    await gateway.close(how);
  };
  return {
    delivery: gateway.delivery,
    supervisor: running,
    abandon: () => end("abrupt"),
    [Symbol.asyncDispose]: () => end("clean"),
  };
}

const notYet = { ok: false, error: { kind: "bus", detail: "devices are not opened yet" } } as const;

/** The site's external relay, toggled while what its file names gets further. */
function watchdogOf({ watchdog }: SiteFile, gateway: OpenGateway, supervisor: Supervisor, clock: IoClock): Cancel {
  const [device, point] = watchdog?.output.split("/") ?? [];
  if (watchdog === undefined || device === undefined || point === undefined) return () => undefined;
  const count = (part: string): number => {
    if (part === "scan") return gateway.host.scans;
    if (part === "spool") return gateway.delivery.state().spool.failure === undefined ? clock.now() : 0;
    return supervisor.counters().buses[part]?.answers ?? 0;
  };
  const progress = () => Object.fromEntries(watchdog.while.map((part) => [part, count(part)]));
  return startWatchdog({
    device,
    point,
    every: watchdog.every,
    progress,
    releases: () => gateway.host.releases,
    write: (...write) => supervisor.write(...write),
    clock,
  });
}
