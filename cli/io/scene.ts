import { followedLink } from "../../core/followed-link.ts";
import { acceleratedClock, ioClock } from "../../core/io/clock.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { Link } from "../../core/ports/link.ts";
import { ToldClock } from "../../core/told-clock.ts";
import { needsWorld } from "../../gateway/site/simulated.ts";
import type { RegionFile } from "../../rules/region/schema.ts";
import type { ProcessSpec } from "./child.ts";
import { dataDirectory } from "./data-directory.ts";
import { loadBoth, replayAt } from "./load-both.ts";

/** What a hub serves: the site of `up` in its region, or a recorded one in its own time. */
export interface Scene {
  readonly site: string;
  readonly region: string;
  /** Absent where nobody is to be called. */
  readonly regionFile?: RegionFile;
  readonly clocks: Clocks;
  /** The link of a part that hears the site: in a recording the site tells the time. */
  readonly heard: (link: Link) => Link;
  /** Where a simulated world says how to reach it. */
  readonly worldFile?: string;
}

/** The scene of an instance, from its checked files. */
export function sceneOf(spec: ProcessSpec): Scene {
  if (spec.kind === "replay") {
    const { file } = replayAt(spec.map);
    const world = new ToldClock(0);
    const heard = (link: Link): Link => followedLink(link, world);
    return { site: file.site, region: file.region, clocks: { io: ioClock, world }, heard };
  }
  const { site, region } = loadBoth(spec.config);
  return {
    site: site.file.site.id,
    region: region.file.region.id,
    regionFile: region.file,
    clocks: { io: ioClock, world: acceleratedClock(spec.time) },
    heard: (link) => link,
    ...(needsWorld(site.file) ? { worldFile: dataDirectory(spec.data).worldFile } : {}),
  };
}
