import { join } from "node:path";
import { systemClocks } from "../../core/io/clock.ts";
import { readTextFile } from "../../core/io/files.ts";
import { loadOrGenerateKey } from "../../core/io/keys.ts";
import { linksInTurn } from "../../core/links-in-turn.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { brokerLink } from "../io/broker-link.ts";
import { type RoleOptions, runRole, soundOrSaid, trustedKeys } from "../io/role.ts";
import { startSite } from "../io/start-site.ts";

/** `homeostat gateway SITE.yaml`: one site as a process of its own. */
export async function gateway(file: string, options: RoleOptions & { readonly world?: string }): Promise<ExitCode> {
  const site = soundOrSaid(loadSite(file, { read: readTextFile, drivers }));
  if (site === undefined) return exitCodes.faults;
  const { id } = site.file.site;
  return runRole(options, async ({ keys, gateway: directoryOf }, parts) => {
    await loadOrGenerateKey(join(keys, `${id}.pem`));
    trustedKeys(keys, ["operator", "region", "ingest"]);
    const brokers = () =>
      linksInTurn(site.file.uplink.brokers.map((broker) => brokerLink("gateway", file, broker).link));
    parts.use(
      await startSite({
        site,
        directory: directoryOf(id),
        keys,
        links: { sparkplugLink: brokers(), ownLink: brokers() },
        clocks: systemClocks,
        worldFile: options.world,
      }),
    );
  });
}
