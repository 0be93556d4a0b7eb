import { failureOf, type ProcessName, type ProcessReport, type ProcessSpec } from "./child.ts";
import type { DataDirectory } from "./data-directory.ts";
import { writeRunning } from "./running.ts";
import { type SupervisedProcess, supervise } from "./supervisor.ts";

/** All processes of one instance. */
export interface Fleet {
  readonly addresses: { readonly http: string; readonly mqtt: string };
  /** Path and query of a one-time login link. */
  readonly loginPath: string;
  /** Resolves when the first reading is on the console. */
  readonly firstReading: Promise<void>;
  stop(): Promise<void>;
}

export interface FleetOptions {
  /** In the order of their start; the hub is one of them. */
  readonly processes: readonly ProcessName[];
  /** Everything any process reports, at its first start and after every other. */
  readonly onReport?: (name: ProcessName, report: ProcessReport) => void;
}

interface HubDetails {
  readonly http: number;
  readonly mqtt: number;
  readonly loginPath: string;
}

/** Starts the processes of an instance one after the other and keeps them running; resolves when all have said ready. */
export async function startFleet(spec: ProcessSpec, data: DataDirectory, options: FleetOptions): Promise<Fleet> {
  let current = spec;
  const running: SupervisedProcess[] = [];
  const pids: Record<string, number> = {};
  let hub: HubDetails | undefined;
  const firstReading = openPromise();
  const addresses = ({ http, mqtt }: HubDetails) => ({
    http: `http://${spec.http.host}:${http}`,
    mqtt: `mqtt://${spec.mqtt.host}:${mqtt}`,
  });
  const onStart = (name: ProcessName, pid: number): void => {
    pids[name] = pid;
    if (hub !== undefined) writeRunning(data.running, { pid: process.pid, ...addresses(hub), pids });
  };
  const onReport = (name: ProcessName, report: ProcessReport): void => {
    if (report.kind === "first-reading") firstReading.resolve();
    options.onReport?.(name, report);
  };
  const stop = async (): Promise<void> => {
    for (const process of [...running].reverse()) await process.stop();
  };
  try {
    for (const name of options.processes) {
      const details = await startOne(name, () => current, { running, onStart, onReport });
      if (name !== "hub") continue;
      hub = details as unknown as HubDetails;
      // A hub that was killed comes back where it was.
      current = { ...spec, http: { ...spec.http, port: hub.http }, mqtt: { ...spec.mqtt, port: hub.mqtt } };
    }
    if (hub === undefined) throw new Error("an instance has a hub");
    writeRunning(data.running, { pid: process.pid, ...addresses(hub), pids });
    return { addresses: addresses(hub), loginPath: hub.loginPath, firstReading: firstReading.promise, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Keeping {
  readonly running: SupervisedProcess[];
  readonly onStart: (name: ProcessName, pid: number) => void;
  readonly onReport: (name: ProcessName, report: ProcessReport) => void;
}

/** A process that fails before it was ever ready ends the start; later deaths are the supervisor's. */
function startOne(
  name: ProcessName,
  spec: () => ProcessSpec,
  { running, onStart, onReport }: Keeping,
): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const events = {
      onStart: (pid: number) => onStart(name, pid),
      onReport: (report: ProcessReport) => {
        if (report.kind === "ready") resolve(report.details);
        else if (report.kind === "failed") reject(failureOf(report));
        onReport(name, report);
      },
      onDeath: (reason: string, wait: number) => {
        process.stderr.write(`homeostat: ${name} ended (${reason}); it is started again in ${wait} ms\n`);
      },
    };
    running.push(supervise(name, spec, events));
  });
}

function openPromise(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
