import { AppError } from "../../core/errors.ts";
import { runWorld } from "../../simulators/io/run.ts";
import { runProcess, type UpSpec } from "../io/child.ts";
import { dataDirectory } from "../io/data-directory.ts";
import { siteOf } from "../io/load-files.ts";
import { siteWorld } from "../io/site-world.ts";
import { worldClock } from "../io/world-clock.ts";

/** The simulated world of one site: its own process, so that killing gateway or hub never kills the plant. */
runProcess<UpSpec>(async (spec, report) => {
  const site = siteOf(spec);
  const { id } = site.file.site;
  const { start } = spec.time;
  const make = siteWorld(site, start);
  if (make === undefined) throw new AppError("config-invalid", `${site.path} has no simulated devices`);
  const data = dataDirectory(spec.data);
  const { clock, begun } = worldClock(spec);
  await begun;
  const world = await runWorld({ dir: data.world(id), clock, make });
  report({ kind: "ready", details: { file: data.worldFile(id) } });
  return world;
});
