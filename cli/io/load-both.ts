import { join } from "node:path";
import { type Fault, formatFault } from "../../core/config/fault.ts";
import { AppError } from "../../core/errors.ts";
import { readTextFile } from "../../core/io/files.ts";
import type { Result } from "../../core/result.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { loadReplay } from "../../gateway/site/load-replay.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import type { ReplayConfig } from "../../gateway/site/replay-schema.ts";
import type { SiteConfig } from "../../gateway/site/schema.ts";
import { loadRegion } from "../../rules/region/load.ts";
import type { RegionConfig } from "../../rules/region/schema.ts";

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

/** The two files of a configuration directory. */
export function loadBoth(directory: string): { readonly site: SiteConfig; readonly region: RegionConfig } {
  return { site: siteAt(join(directory, "site.yaml")), region: regionAt(join(directory, "region.yaml")) };
}

function sound<T>(loaded: Result<T, readonly Fault[]>): T {
  if (loaded.ok) return loaded.value;
  throw new AppError("config-invalid", loaded.error.map(formatFault).join("\n\n"));
}
