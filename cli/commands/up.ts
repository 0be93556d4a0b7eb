import { formatFault } from "../../core/config/fault.ts";
import { AppError } from "../../core/errors.ts";
import { configFiles, readTextFile } from "../../core/io/files.ts";
import { type DurationMs, type EpochMs, parseDuration, parseMoment } from "../../core/time.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import type { SiteConfig } from "../../gateway/site/schema.ts";
import { loopbackAddress, originOf, pageAddress } from "../address.ts";
import { checkFiles } from "../configuration.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Part, ProgramName, UpSpec } from "../io/child.ts";
import { type DataDirectory, dataDirectory } from "../io/data-directory.ts";
import { type Fleet, startFleet } from "../io/fleet.ts";
import { type Configuration, configurationAt } from "../io/load-files.ts";
import { exampleDirectory } from "../io/package-files.ts";
import { interrupted, prepareInstance } from "../io/prepare.ts";
import { leaveDirectory, takeDirectory } from "../io/running.ts";
import type { Secrets } from "../io/secrets.ts";
import { shownLink } from "../io/shown-link.ts";
import { notePace, worldPace } from "../io/world-pace.ts";
import { keepWorldTime } from "../io/world-time.ts";
import { worldOf } from "../world-of.ts";

/** What `homeostat up` takes; `speed` is seconds of the simulated world in a real second. */
export interface UpOptions {
  readonly config?: string;
  readonly data: string;
  readonly http: string;
  readonly mqtt: string;
  /** Times faster than life, or `max`. */
  readonly speed: string;
  readonly for?: string;
  readonly from?: string;
  /** A file of what goes wrong. */
  readonly faults?: string;
  /** The address people type where a proxy stands in front. */
  readonly public?: string;
  /** Whose pages may show ours in a frame. */
  readonly frame?: string;
  /** The port is that of a container, published elsewhere. */
  readonly published?: boolean;
  readonly json?: boolean;
}

/** `homeostat up`: checks the configuration, makes what is missing, keeps all processes running until Ctrl-C. */
export async function up(options: UpOptions): Promise<ExitCode> {
  const speed = speedOf(options);
  const http = pageAddress("--http", options.http, options.published === true);
  const mqtt = loopbackAddress("--mqtt", options.mqtt);
  const publicUrl = originOf("--public", options.public);
  const frame = originOf("--frame", options.frame);
  const config = options.config ?? exampleDirectory("lage-landen");
  const configuration = checked(config);
  if (configuration === undefined) return exitCodes.faults;
  const { sites } = configuration;
  const processes = processesOf(sites);
  const data = dataDirectory(options.data);
  takeDirectory(data.running);
  try {
    const secrets = await prepareInstance(
      data,
      sites.map(({ engine }) => engine.site),
    );
    if (speed.kind === "max") {
      const { liveAtOnce } = await import("./up-max.ts");
      const { lasts, from } = speed;
      const { faults, json } = options;
      return await liveAtOnce({ configuration, data, lasts, from, faults, json: json === true });
    }
    const time = worldPace(data.pace, speed.times);
    const keeping = keepWorldTime(time);
    const stopNoting = notePace(data.pace, keeping.now, (text) => process.stderr.write(text));
    const spec: UpSpec = {
      kind: "up",
      data: data.root,
      config,
      http,
      mqtt,
      time,
      publicUrl,
      ...(frame === undefined ? {} : { frames: [frame] }),
    };
    try {
      const fleet = await startFleet(spec, data, { processes, ...keeping.events });
      keeping.begin(fleet.tell);
      const end = interrupted();
      // A program waits for the first reading; a person wants the address at once, to see what does not answer.
      const begun = (options.json ? fleet.firstReading : Promise.resolve()).then(() =>
        announce({ options, data, fleet, secrets, title: kept(sites.map(({ file }) => file.site.name)) }),
      );
      await Promise.race([begun, end]);
      await end;
      await fleet.stop();
    } finally {
      keeping.stop();
      stopNoting();
    }
    return exitCodes.ok;
  } finally {
    leaveDirectory(data.running);
  }
}

/** Worlds first, so that gateways find their devices; a site of real devices has none. */
function processesOf(sites: readonly SiteConfig[]): readonly Part[] {
  const part = (program: ProgramName, { engine: { site } }: SiteConfig): Part => ({
    name: `${program}/${site}`,
    program,
    site,
  });
  return [
    ...sites.filter((site) => worldOf(site) !== undefined).map((site) => part("world", site)),
    { name: "hub", program: "hub" },
    ...sites.map((site) => part("gateway", site)),
  ];
}

/** How fast: so many times, or as fast as it goes for so long. */
type Speed =
  | { readonly kind: "times"; readonly times: number }
  | { readonly kind: "max"; readonly lasts: DurationMs; readonly from: EpochMs | undefined };

function speedOf({ speed, for: lasts, from, faults }: UpOptions): Speed {
  const times = Number(speed);
  if (speed !== "max") {
    for (const [option, given] of Object.entries({ for: lasts, from, faults })) {
      if (given !== undefined) throw new AppError("wrong-use", `--${option} goes with --speed max`);
    }
    if (times >= 1) return { kind: "times", times };
    throw new AppError("wrong-use", `--speed takes a number from 1 upwards, or max; not "${speed}"`);
  }
  const duration = parseDuration(lasts ?? "");
  if (duration === undefined || duration === 0)
    throw new AppError("wrong-use", "--speed max needs --for with a duration, such as --for 24h");
  const begin = from === undefined ? undefined : parseMoment(from);
  if (from === undefined || begin !== undefined) return { kind: "max", lasts: duration, from: begin };
  throw new AppError("wrong-use", `--from takes a time such as 2026-02-12T08:00:00+01:00, not "${from}"`);
}

/** A configuration directory, or undefined after all faults were printed. */
function checked(config: string): Configuration | undefined {
  const { faults } = checkFiles(configFiles(config), { read: readTextFile, drivers });
  for (const fault of faults) process.stderr.write(`${formatFault(fault)}\n\n`);
  return faults.length === 0 ? configurationAt(config) : undefined;
}

/** What is being kept, in a sentence. */
function kept(names: readonly string[]): string {
  if (names.length === 1) return `${names[0]} is being kept`;
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are being kept`;
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
  const link = shownLink(originOf("--public", options.public) ?? http, fleet.loginPath, data.root);
  process.stdout.write(`${title}.\n  console  ${link}\n  secrets  ${data.secrets}\nCtrl-C stops it; the data stays.\n`);
}
