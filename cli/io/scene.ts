import { followedLink } from "../../core/followed-link.ts";
import { ioClock } from "../../core/io/clock.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { Link } from "../../core/ports/link.ts";
import { ToldClock } from "../../core/told-clock.ts";
import { needsWorld } from "../../gateway/site/simulated.ts";
import type { RegionFile } from "../../rules/region/file/schema.ts";
import type { ProcessSpec } from "./child.ts";
import { dataDirectory } from "./data-directory.ts";
import { configurationAt, replayAt } from "./load-files.ts";
import { worldClock } from "./world-clock.ts";

/** What a hub serves: the sites of `up` in their region, or a recorded one in its own time. */
export interface Scene {
  readonly sites: readonly string[];
  readonly region: string;
  /** Absent where nobody is to be called. */
  readonly regionFile?: RegionFile;
  readonly clocks: Clocks;
  /** The link of a part that hears the site: in a recording the site tells the time. */
  readonly heard: (link: Link) => Link;
  /** Where the simulated worlds say how to reach them, by site. */
  readonly worldFiles: Readonly<Record<string, string>>;
}

/** The scene of an instance, from its checked files. */
export function sceneOf(spec: ProcessSpec): Scene {
  if (spec.kind === "replay") {
    const { file } = replayAt(spec.map);
    const world = new ToldClock(0);
    const heard = (link: Link): Link => followedLink(link, world);
    return { sites: [file.site], region: file.region, clocks: { io: ioClock, world }, heard, worldFiles: {} };
  }
  const { sites, region } = configurationAt(spec.config);
  const data = dataDirectory(spec.data);
  const simulated = sites.filter(({ file }) => needsWorld(file)).map(({ engine }) => engine.site);
  return {
    sites: sites.map(({ engine }) => engine.site),
    region: region.file.region.id,
    regionFile: region.file,
    clocks: { io: ioClock, world: worldClock(spec).clock },
    heard: (link) => link,
    worldFiles: Object.fromEntries(simulated.map((site) => [site, data.worldFile(site)])),
  };
}
