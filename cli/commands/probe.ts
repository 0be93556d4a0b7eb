import { formatFault } from "../../core/config/fault.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { readTextFile } from "../../core/io/files.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Cancel } from "../../core/ports/clock.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { deviceErrorWords } from "../../gateway/host/device-log.ts";
import { supervisedBuses, supervisedDevices } from "../../gateway/host/devices.ts";
import { busFor } from "../../gateway/io/buses.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import { type Supervisor, startSupervisor } from "../../gateway/supervisor/supervisor.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";

interface Probed {
  readonly device: string;
  readonly ok: boolean;
  readonly points: Readonly<Record<string, number | null>>;
  readonly error?: string;
}

/** How long one device may take, bus opening and retries included. */
const patience = 10_000;

/** `homeostat probe`: reads each configured device once and prints what it says. Writes nothing to any device. */
export async function probe(
  site: string,
  options: { readonly world?: string; readonly json?: boolean },
): Promise<ExitCode> {
  const loaded = loadSite(site, { read: readTextFile, drivers });
  if (!loaded.ok) {
    for (const fault of loaded.error) process.stderr.write(`${formatFault(fault)}\n\n`);
    return exitCodes.faults;
  }
  const { file } = loaded.value;
  // Polling stands still: each device is read once, here.
  const devices = supervisedDevices(file, drivers).map((device) => ({ ...device, poll: 86_400_000 }));
  await using supervisor = startSupervisor({
    buses: supervisedBuses(file, (_id, config) => busFor(config, options.world)),
    devices,
    clocks: systemClocks,
    rng: systemRng,
    onSamples: () => undefined,
  });
  const results = await Promise.all(devices.map(({ id }) => probeOne(id, supervisor)));
  process.stdout.write(options.json ? `${JSON.stringify(results)}\n` : results.map(inWords).join(""));
  return results.every(({ ok }) => ok) ? exitCodes.ok : exitCodes.unreachable;
}

async function probeOne(device: string, supervisor: Supervisor): Promise<Probed> {
  let cancel: Cancel = () => undefined;
  const late = new Promise<undefined>((resolve) => {
    cancel = systemClocks.io.schedule(patience, () => resolve(undefined));
  });
  const result = await Promise.race([supervisor.read(device), late]);
  cancel();
  if (result === undefined) return { device, ok: false, points: {}, error: `no answer within ${patience / 1000} s` };
  if (!result.ok) return { device, ok: false, points: {}, error: deviceErrorWords(result.error) };
  return { device, ok: true, points: Object.fromEntries(result.value.map(({ point, value }) => [point, value])) };
}

function inWords({ device, ok, points, error }: Probed): string {
  const values = Object.entries(points).map(([point, value]) => `  ${point} = ${value ?? "no value"}\n`);
  return `${ok ? "✓" : "✕"} ${device}${error === undefined ? "" : `: ${error}`}\n${values.join("")}`;
}
