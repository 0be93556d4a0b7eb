import { existsSync } from "node:fs";
import { join } from "node:path";
import { formatFault } from "../../core/config/fault.ts";
import { AppError } from "../../core/errors.ts";
import { configFiles, readTextFile } from "../../core/io/files.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import type { SiteConfig } from "../../gateway/site/schema.ts";
import { needsWorld } from "../../gateway/site/simulated.ts";
import { loopbackAddress } from "../address.ts";
import { checkFiles } from "../configuration.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { ProcessName, UpSpec } from "../io/child.ts";
import { type DataDirectory, dataDirectory } from "../io/data-directory.ts";
import { type Fleet, startFleet } from "../io/fleet.ts";
import { exampleDirectory } from "../io/package-files.ts";
import { interrupted, prepareInstance } from "../io/prepare.ts";
import { leaveDirectory, takeDirectory } from "../io/running.ts";
import type { Secrets } from "../io/secrets.ts";
import { notePace, worldPace } from "../io/world-pace.ts";

export interface UpOptions {
  readonly config?: string;
  readonly data: string;
  readonly http: string;
  readonly mqtt: string;
  readonly speed: number;
  readonly json?: boolean;
}

/** `homeostat up`: checks the configuration, makes what is missing, keeps all processes running until Ctrl-C. */
export async function up(options: UpOptions): Promise<ExitCode> {
  if (!(options.speed >= 1)) throw new AppError("wrong-use", "--speed takes a number from 1 upwards");
  const http = loopbackAddress("--http", options.http);
  const mqtt = loopbackAddress("--mqtt", options.mqtt);
  const config = options.config ?? exampleDirectory("polder");
  const site = checkedSite(config);
  if (site === undefined) return exitCodes.faults;
  const data = dataDirectory(options.data);
  takeDirectory(data.running);
  try {
    const { id } = site.file.site;
    const secrets = await prepareInstance(data, id);
    const pacePath = join(data.world, "pace.json");
    const time = worldPace(pacePath, options.speed);
    const stopNoting = notePace(pacePath, time);
    const spec: UpSpec = { kind: "up", data: data.root, config, http, mqtt, time };
    try {
      const fleet = await startFleet(spec, data, { processes: processesOf(site) });
      const end = interrupted();
      // A program waits for the first reading; a person wants the address at once, to see what does not answer.
      const begun = (options.json ? fleet.firstReading : Promise.resolve()).then(() =>
        announce({ options, data, fleet, secrets, title: site.file.site.name }),
      );
      await Promise.race([begun, end]);
      await end;
      await fleet.stop();
    } finally {
      stopNoting();
    }
    return exitCodes.ok;
  } finally {
    leaveDirectory(data.running);
  }
}

/** A site of real devices has no world to be simulated. */
function processesOf({ file }: SiteConfig): readonly ProcessName[] {
  return needsWorld(file) ? ["world", "hub", "gateway"] : ["hub", "gateway"];
}

/** The one site of a configuration directory, or undefined after all faults were printed. */
function checkedSite(config: string): SiteConfig | undefined {
  const tools = { read: readTextFile, drivers };
  const { faults } = checkFiles(configFiles(config), tools);
  for (const fault of faults) process.stderr.write(`${formatFault(fault)}\n\n`);
  const file = join(config, "site.yaml");
  if (!existsSync(file)) process.stderr.write(`homeostat: ${config} needs a site.yaml and a region.yaml\n`);
  const site = loadSite(file, tools);
  return faults.length === 0 && site.ok ? site.value : undefined;
}

interface Announcement {
  readonly options: UpOptions;
  readonly data: DataDirectory;
  readonly fleet: Fleet;
  readonly secrets: Secrets;
  readonly title: string;
}

/** Secrets go to stdout only as JSON into a pipe; a terminal is shown the one-time link, a log file neither. */
function announce({ options, data, fleet, secrets, title }: Announcement): void {
  const { http, mqtt } = fleet.addresses;
  if (options.json) {
    const { admin, mqttUser } = secrets;
    const ready = { event: "ready", http, mqtt, ...(process.stdout.isTTY ? {} : { admin, mqttUser }) };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    return;
  }
  const link = process.stdout.isTTY
    ? `${http}${fleet.loginPath}`
    : `${http} (a one-time link is shown on a terminal only)`;
  process.stdout.write(
    `${title} is being kept.\n  console  ${link}\n  secrets  ${data.secrets}\nCtrl-C stops it; the data stays.\n`,
  );
}
