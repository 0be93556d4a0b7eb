import { messageOf } from "../../core/errors.ts";
import { reachedAt } from "../address.ts";
import { failureOf, type Part, type ProcessReport, type ProcessSpec } from "./child.ts";
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
  /** Tells a process something, by its name; where it does not run just now, nobody hears it. */
  readonly tell: (name: string, message: object) => void;
  stop(): Promise<void>;
}

/** Which processes a fleet has, and who hears of them. */
export interface FleetOptions {
  /** In the order of their start; the hub is one of them. */
  readonly processes: readonly Part[];
  /** Everything any process reports, at its first start and after every other. */
  readonly onReport?: (part: Part, report: ProcessReport) => void;
  readonly onDeath?: (part: Part) => void;
  /** What a process is told that starts now. */
  readonly specNow?: (spec: ProcessSpec) => ProcessSpec;
}

interface HubDetails {
  readonly http: number;
  readonly mqtt: number;
  readonly loginPath: string;
}

/** Starts the processes of an instance one after the other and keeps them running; resolves when all have said ready. */
export async function startFleet(spec: ProcessSpec, data: DataDirectory, options: FleetOptions): Promise<Fleet> {
  const { specNow = (same) => same, onDeath = () => undefined } = options;
  let current = spec;
  const running = new Map<string, SupervisedProcess>();
  const pids: Record<string, number> = {};
  let hub: HubDetails | undefined;
  const firstReading = openPromise();
  const addresses = ({ http, mqtt }: HubDetails) => ({
    http: reachedAt({ host: spec.http.host, port: http }),
    mqtt: `mqtt://${spec.mqtt.host}:${mqtt}`,
  });
  const onStart = (part: Part, pid: number): void => {
    pids[part.name] = pid;
    if (hub !== undefined) noteRunning(data, { pid: process.pid, ...addresses(hub), pids });
  };
  const onReport = (part: Part, report: ProcessReport): void => {
    if (report.kind === "first-reading") firstReading.resolve();
    options.onReport?.(part, report);
  };
  const stop = async (): Promise<void> => {
    const last = [...running.values()].reverse();
    for (const process of last) process.dismiss();
    for (const process of last) await process.stop();
  };
  try {
    for (const part of options.processes) {
      const details = await startOne(part, () => specNow(current), { running, onStart, onReport, onDeath });
      if (part.program !== "hub") continue;
      hub = details as unknown as HubDetails;
      // A hub that was killed comes back where it was.
      current = { ...spec, http: { ...spec.http, port: hub.http }, mqtt: { ...spec.mqtt, port: hub.mqtt } };
    }
    if (hub === undefined) throw new Error("an instance has a hub");
    writeRunning(data.running, { pid: process.pid, ...addresses(hub), pids });
    const tell = (name: string, message: object): void => running.get(name)?.send(message);
    return { addresses: addresses(hub), loginPath: hub.loginPath, firstReading: firstReading.promise, tell, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A full disk keeps the ids of processes that were started again from being written down, and nothing else. */
function noteRunning(data: DataDirectory, running: Parameters<typeof writeRunning>[1]): void {
  try {
    writeRunning(data.running, running);
  } catch (error) {
    process.stderr.write(`homeostat: ${data.running} is not kept: ${messageOf(error)}\n`);
  }
}

interface Keeping {
  readonly running: Map<string, SupervisedProcess>;
  readonly onStart: (part: Part, pid: number) => void;
  readonly onReport: (part: Part, report: ProcessReport) => void;
  readonly onDeath: (part: Part) => void;
}

/** A process that fails before it was ever ready ends the start; later deaths are the supervisor's. */
function startOne(
  part: Part,
  spec: () => ProcessSpec,
  { running, onStart, onReport, onDeath }: Keeping,
): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const events = {
      onStart: (pid: number) => onStart(part, pid),
      onReport: (report: ProcessReport) => {
        if (report.kind === "ready") resolve(report.details);
        else if (report.kind === "failed") reject(failureOf(report));
        onReport(part, report);
      },
      onDeath: (reason: string, wait: number) => {
        onDeath(part);
        process.stderr.write(`homeostat: ${part.name} ended (${reason}); it is started again in ${wait} ms\n`);
      },
    };
    running.set(part.name, supervise(part, spec, events));
  });
}

function openPromise(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
