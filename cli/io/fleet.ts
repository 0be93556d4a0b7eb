import type { ProcessName, ProcessReport, ProcessSpec } from "./child.ts";
import type { DataDirectory } from "./data-directory.ts";
import { writeRunning } from "./running.ts";
import { type SupervisedProcess, supervise } from "./supervisor.ts";

/** All processes of one instance. */
export interface Fleet {
  readonly addresses: { readonly http: string; readonly mqtt: string };
  /** Path and query of a one-time login link. */
  readonly loginPath: string;
  stop(): Promise<void>;
}

interface HubDetails {
  readonly http: number;
  readonly mqtt: number;
  readonly loginPath: string;
}

/** Starts world, hub and gateway, and resolves when the first reading is on the console. */
export async function startFleet(spec: ProcessSpec, data: DataDirectory): Promise<Fleet> {
  let current = spec;
  const processes: SupervisedProcess[] = [];
  const pids: Record<string, number> = {};
  let addresses: Fleet["addresses"] | undefined;
  const note = (): void => {
    if (addresses !== undefined) writeRunning(data.running, { pid: process.pid, ...addresses, pids });
  };
  const run = (name: ProcessName): Starting => {
    const onStart = (pid: number): void => {
      pids[name] = pid;
      note();
    };
    const starting = startOne(name, () => current, onStart);
    processes.push(starting.process);
    return starting;
  };
  const stop = async (): Promise<void> => {
    for (const process of [...processes].reverse()) await process.stop();
  };
  try {
    await run("world").ready;
    const hub = run("hub");
    const details = (await hub.ready) as unknown as HubDetails;
    // A hub that was killed comes back where it was.
    current = { ...spec, http: { ...spec.http, port: details.http }, mqtt: { ...spec.mqtt, port: details.mqtt } };
    await run("gateway").ready;
    await hub.firstReading;
    addresses = {
      http: `http://${spec.http.host}:${details.http}`,
      mqtt: `mqtt://${spec.mqtt.host}:${details.mqtt}`,
    };
    note();
    return { addresses, loginPath: details.loginPath, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Starting {
  readonly process: SupervisedProcess;
  readonly ready: Promise<Readonly<Record<string, unknown>>>;
  readonly firstReading: Promise<void>;
}

/** A process that fails before it was ever ready ends the start; later deaths are the supervisor's. */
function startOne(name: ProcessName, spec: () => ProcessSpec, onStart: (pid: number) => void): Starting {
  let reading: () => void = () => undefined;
  const firstReading = new Promise<void>((resolve) => {
    reading = resolve;
  });
  let started: SupervisedProcess | undefined;
  const ready = new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    const onReport = (report: ProcessReport): void => {
      if (report.kind === "ready") resolve(report.details);
      else if (report.kind === "first-reading") reading();
      else reject(new Error(report.message));
    };
    const onDeath = (reason: string, wait: number): void => {
      process.stderr.write(`homeostat: ${name} ended (${reason}); it is started again in ${wait} ms\n`);
    };
    started = supervise(name, spec, { onStart, onReport, onDeath });
  });
  if (started === undefined) throw new Error("unreachable: a promise's executor runs at once");
  return { process: started, ready, firstReading };
}
