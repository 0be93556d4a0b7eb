import { join } from "node:path";
import { runWorld } from "../../simulators/io/run.ts";
import { runProcess } from "../io/child.ts";
import { dataDirectory } from "../io/data-directory.ts";

/** The simulated polder: its own process, so that killing gateway or hub never kills the plant. */
runProcess(async (spec, report) => {
  const data = dataDirectory(spec.data);
  const world = await runWorld({ dir: data.world, pace: spec.time, script: { seed: 1 } });
  report({ kind: "ready", details: { file: join(data.world, "world.json") } });
  return world;
});
