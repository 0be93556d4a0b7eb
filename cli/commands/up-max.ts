import { join } from "node:path";
import { formatFault } from "../../core/config/fault.ts";
import { AppError } from "../../core/errors.ts";
import { ioClock, wallClock } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { readTextFile } from "../../core/io/files.ts";
import { makeFolder } from "../../core/io/folders.ts";
import { loadSigner } from "../../core/io/keys.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { SiteConfig } from "../../gateway/site/schema.ts";
import { openDuckdb } from "../../ingest/stores/duckdb/io/open.ts";
import { openJournal } from "../../rules/region/people/journal.ts";
import { openTruthFile } from "../../simulators/io/world-files.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { Closing } from "../io/closing.ts";
import type { DataDirectory } from "../io/data-directory.ts";
import type { Configuration } from "../io/load-files.ts";
import { siteWorld } from "../io/site-world.ts";
import { noteReached, reached } from "../io/world-pace.ts";
import { type DatedFault, dated, type FaultScript, loadFaultScript } from "../simulate/fault-script.ts";
import { settlesWithin, VirtualInstance, type VirtualSite } from "../simulate/instance.ts";
import { worldOf } from "../world-of.ts";

/** What is lived at once: these sites, into this directory, for this long. */
export interface AtOnce {
  readonly configuration: Configuration;
  readonly data: DataDirectory;
  readonly lasts: DurationMs;
  /** When it begins; undefined: so that it ends now. */
  readonly from: EpochMs | undefined;
  /** The file of what goes wrong. */
  readonly faults: string | undefined;
  readonly json: boolean;
}

/**
 * `homeostat up --speed max --for D`: the simulated sites live that long on virtual time, as fast as this machine computes,
 * into the data directory; then it ends. What it stored can be asked with `query`, `why` and `books`.
 */
export async function liveAtOnce(options: AtOnce): Promise<ExitCode> {
  const { configuration, data, lasts, json } = options;
  const begun = ioClock.now();
  const script = scriptOf(options);
  if (script === undefined) return exitCodes.faults;
  const start = beginning(options);
  await using parts = new Closing();
  const faults = dated(script, start);
  for (const [index, { at, device }] of faults.entries()) {
    if (at >= start && at < start + lasts) continue;
    const [moment, from, to] = [at, start, start + lasts].map((time) => new Date(time).toISOString());
    const place = `${options.faults}: faults.${index}.at`;
    const fix = "move it, or give another --from or --for";
    throw new AppError(
      "wrong-use",
      `${place}: the fault of ${device} at ${moment} is outside of what is lived, ${from} to ${to}; ${fix}`,
    );
  }
  const instance = parts.use(await openInstance({ configuration, data, start, faults, parts }));
  await instance.liveUntil(start + lasts);
  await instance.endSites();
  noteReached(data.pace, instance.clocks.world.now());
  const boots = instance.ingest.books().flatMap((site) => site.boots);
  const total = (of: "stored" | "inFlight" | "unexplained"): number => boots.reduce((sum, boot) => sum + boot[of], 0);
  const took = (ioClock.now() - begun) / 1_000;
  const lived = {
    from: new Date(start).toISOString(),
    to: new Date(start + lasts).toISOString(),
    sites: configuration.sites.map(({ engine }) => engine.site),
    stored: total("stored"),
    inFlight: total("inFlight"),
    unexplained: total("unexplained"),
    alarms: instance.region.alarms().length,
    seconds: Math.round(took),
    timesFaster: Math.round(lasts / 1_000 / took),
  };
  process.stdout.write(json ? `${JSON.stringify(lived)}\n` : inWords(lived));
  return lived.unexplained === 0 ? exitCodes.ok : exitCodes.faults;
}

type Lived = Readonly<Record<"from" | "to", string>> &
  Readonly<Record<"stored" | "inFlight" | "unexplained" | "alarms" | "seconds" | "timesFaster", number>> & {
    readonly sites: readonly string[];
  };

function inWords({ from, to, sites, stored, inFlight, unexplained, alarms, seconds, timesFaster }: Lived): string {
  return [
    `${sites.join(", ")} lived from ${from} to ${to} in ${seconds} s, ${timesFaster} times faster than life.`,
    `${stored} readings stored, ${inFlight} in flight, ${unexplained} unexplained, ${alarms} alarms stand at the region.\n`,
  ].join("\n");
}

/** What goes wrong; undefined after all faults of its file were printed. */
function scriptOf({ configuration, faults: file }: AtOnce): FaultScript | undefined {
  if (file === undefined) return { homeostat: 1, kind: "faults", faults: [] };
  const sites = configuration.sites.map((site) => ({
    site: site.engine.site,
    devices: worldOf(site)?.devices ?? [],
  }));
  const loaded = loadFaultScript(file, readTextFile, sites);
  if (loaded.ok) return loaded.value;
  for (const fault of loaded.error) process.stderr.write(`${formatFault(fault)}\n\n`);
  return undefined;
}

/** World time never passes wall time, and what was lived before does not come again. */
function beginning({ data, lasts, from }: AtOnce): EpochMs {
  const now = wallClock.now();
  const earliest = reached(data.pace) + 1_000;
  const start = Math.max(from ?? now - lasts - settlesWithin, earliest);
  const after = new Date(start + lasts).toISOString();
  if (from !== undefined && start + lasts + settlesWithin > now)
    throw new AppError(
      "wrong-use",
      `it would live until ${after}, and nobody lives in the future: give an earlier --from`,
    );
  if (start + lasts + settlesWithin <= now && start === (from ?? start)) return start;
  const to = new Date(reached(data.pace)).toISOString();
  throw new AppError(
    "wrong-use",
    `${data.root} has already lived until ${to}: give a shorter --for, or another --data`,
  );
}

interface Opening {
  readonly configuration: Configuration;
  readonly data: DataDirectory;
  readonly start: EpochMs;
  readonly faults: readonly DatedFault[];
  readonly parts: Closing;
}

async function openInstance({ configuration, data, start, faults, parts }: Opening): Promise<VirtualInstance> {
  const { sites, region } = configuration;
  const disk = (directory: string) => {
    makeFolder(directory, 0o700);
    return fileDisk(directory);
  };
  const key = (name: string) => loadSigner(join(data.keys, `${name}.pem`));
  const signers = await Promise.all(sites.map(({ engine }) => key(engine.site)));
  const regionDisk = disk(data.region);
  return VirtualInstance.open({
    start,
    faults,
    regionFile: region.file,
    sites: (clocks) =>
      sites.map((site, index): VirtualSite => {
        const signer = signers[index];
        if (signer === undefined) throw new Error("each site has a key");
        return {
          site,
          world: worldAt({ site, data, clocks, start, parts }),
          disk: disk(data.gateway(site.engine.site)),
          signer,
        };
      }),
    store: openDuckdb({ path: data.store }, ioClock),
    ingestDisk: disk(join(data.hub, "ingest")),
    regionDisk,
    notify: parts.use(await openJournal(regionDisk)),
    keys: { operator: await key("operator"), region: await key("region"), ingest: await key("ingest") },
    rng: systemRng,
    log: (site, what, detail) => process.stderr.write(`homeostat ${site}: ${what}: ${detail}\n`),
  });
}

interface WorldParts extends Omit<Opening, "configuration" | "faults"> {
  readonly site: SiteConfig;
  readonly clocks: Clocks;
}

function worldAt({ site, data, clocks, start, parts }: WorldParts) {
  const make = siteWorld(site, start);
  if (make === undefined)
    throw new AppError("wrong-use", `--speed max needs simulated devices everywhere; ${site.path} has real ones`);
  const directory = data.world(site.engine.site);
  makeFolder(directory, 0o700);
  const truth = openTruthFile(join(directory, "truth.jsonl"));
  parts.use({ [Symbol.asyncDispose]: async () => truth[Symbol.dispose]() });
  return make(clocks.io.now(), (line) => truth.append(line));
}
