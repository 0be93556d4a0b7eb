import { join } from "node:path";
import { compile } from "../../rules/engine/compile.ts";
import { boundsAt } from "../../rules/engine/ranges.ts";
import { runWorld } from "../../simulators/io/run.ts";
import { runProcess, type UpSpec } from "../io/child.ts";
import { dataDirectory } from "../io/data-directory.ts";
import { siteAt } from "../io/load-both.ts";

/** m above the target of the day: a pump has work from the start. */
const startAbove = 0.03;

/** The simulated polder: its own process, so that killing gateway or hub never kills the plant. */
runProcess<UpSpec>(async (spec, report) => {
  const data = dataDirectory(spec.data);
  const target = targetOf(join(spec.config, "site.yaml"), spec.time.start);
  const script = { seed: 1, ...(target === null ? {} : { levelInside: target + startAbove }) };
  const world = await runWorld({ dir: data.world, pace: spec.time, script });
  report({ kind: "ready", details: { file: join(data.world, "world.json") } });
  return world;
});

/** Where the level inside is aimed at, m NAP; null where the site agrees on no target for it. */
function targetOf(siteFile: string, at: number): number | null {
  const { ranges, index } = compile(siteAt(siteFile).engine);
  const range = ranges.find(({ variable }) => variable === index.get("site/level-inside"));
  return range === undefined ? null : boundsAt(range, at).target;
}
