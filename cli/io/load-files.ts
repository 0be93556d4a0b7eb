import { type Fault, formatFault } from "../../core/config/fault.ts";
import { AppError } from "../../core/errors.ts";
import { configFiles, readTextFile } from "../../core/io/files.ts";
import type { Result } from "../../core/result.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { loadReplay } from "../../gateway/site/load-replay.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import type { ReplayConfig } from "../../gateway/site/replay-schema.ts";
import type { SiteConfig } from "../../gateway/site/schema.ts";
import { loadRegion } from "../../rules/region/file/load.ts";
import type { RegionConfig } from "../../rules/region/file/schema.ts";
import { type Kind, openKind } from "../configuration.ts";
import type { UpSpec } from "./child.ts";

/** Loads a site file, or throws AppError `config-invalid` with all faults as `check` prints them. */
export function siteAt(file: string): SiteConfig {
  return sound(loadSite(file, { read: readTextFile, drivers }));
}

/** Loads a region file, or throws as `siteAt` does. */
export function regionAt(file: string): RegionConfig {
  return sound(loadRegion(file, { read: readTextFile }));
}

/** Loads a replay map, or throws as `siteAt` does. */
export function replayAt(file: string): ReplayConfig {
  return sound(loadReplay(file, { read: readTextFile }));
}

/** The site files and the region file of a configuration directory. */
export interface Configuration {
  readonly sites: readonly SiteConfig[];
  readonly region: RegionConfig;
}

/** Loads the site files of a configuration directory, or one site file, whatever else is there; throws as `siteAt` does. */
export function sitesAt(path: string): readonly SiteConfig[] {
  const sites = filesOf(path)("site");
  if (sites.length === 0) throw new AppError("config-invalid", `${path} has no site file`);
  return sites.map(siteAt);
}

/** Loads every file of a configuration directory that `up` runs from, or throws as `siteAt` does. */
export function configurationAt(directory: string): Configuration {
  const of = filesOf(directory);
  const [region, ...others] = of("region");
  const sites = of("site");
  if (region === undefined || others.length > 0 || sites.length === 0)
    throw new AppError("config-invalid", `${directory} needs one region file and at least one site file`);
  return { sites: sites.map(siteAt), region: regionAt(region) };
}

/** The files of each kind. */
function filesOf(path: string): (kind: Kind) => readonly string[] {
  const written = configFiles(path).flatMap((file) => openKind(file, readTextFile).written ?? []);
  return (kind) => written.flatMap((held) => (held.kind === kind ? held.file : []));
}

/** The site a process of an instance was started for. */
export function siteOf({ config, site }: UpSpec): SiteConfig {
  const found = configurationAt(config).sites.find(({ engine }) => engine.site === site);
  if (found === undefined) throw new AppError("config-invalid", `${config} has no site \`${site}\` any more`);
  return found;
}

function sound<T>(loaded: Result<T, readonly Fault[]>): T {
  if (loaded.ok) return loaded.value;
  throw new AppError("config-invalid", loaded.error.map(formatFault).join("\n\n"));
}
