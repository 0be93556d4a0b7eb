import { systemClocks } from "../../core/io/clock.ts";
import { readTextFile } from "../../core/io/files.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import { runWorld } from "../../simulators/io/run.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type RoleOptions, runRole, soundOrSaid } from "../io/role.ts";
import { siteWorld } from "../io/site-world.ts";

/** `homeostat world SITE.yaml`: the simulated plant of a site as a process of its own. */
export async function world(file: string, options: RoleOptions): Promise<ExitCode> {
  const site = soundOrSaid(loadSite(file, { read: readTextFile, drivers }));
  if (site === undefined) return exitCodes.faults;
  const make = siteWorld(site, systemClocks.world.now());
  if (make === undefined) {
    process.stderr.write(`homeostat: ${file} has no simulated devices: no bus has a port sim:…\n`);
    return exitCodes.faults;
  }
  const { id } = site.file.site;
  return runRole(options, async (data, parts) => {
    parts.use(await runWorld({ dir: data.world(id), clock: systemClocks.world, make }));
    process.stdout.write(`world  ${data.worldFile(id)}\n`);
  });
}
