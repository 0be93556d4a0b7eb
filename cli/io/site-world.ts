import type { EpochMs } from "../../core/time.ts";
import type { SiteConfig } from "../../gateway/site/schema.ts";
import { readRecordings } from "../../simulators/io/recordings.ts";
import type { MakeWorld } from "../../simulators/worlds/world.ts";
import { initialOf, worldOf } from "../world-of.ts";

/** How the simulated world of a site is made; undefined where its devices are real. */
export function siteWorld(site: SiteConfig, start: EpochMs): MakeWorld | undefined {
  const kind = worldOf(site);
  if (kind === undefined) return undefined;
  const recordings = readRecordings(kind.recordings, process.env["HOMEOSTAT_DATA"]);
  return kind.make({ seed: 1, start, initial: initialOf(site, start), recordings });
}
