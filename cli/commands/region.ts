import { join } from "node:path";
import { systemClocks } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { readTextFile } from "../../core/io/files.ts";
import { makeFolder } from "../../core/io/folders.ts";
import { commandKeys, loadOrGenerateKey, verifierOf } from "../../core/io/keys.ts";
import { systemRng } from "../../core/io/rng.ts";
import { start } from "../../rules/region/app.ts";
import { loadRegion } from "../../rules/region/file/load.ts";
import { openJournal } from "../../rules/region/people/journal.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { brokerLink } from "../io/broker-link.ts";
import { type RoleOptions, runRole, soundOrSaid, trustedKeys } from "../io/role.ts";
import { siteKeys } from "../io/site-keys.ts";

/** `homeostat region REGION.yaml`: the host application and the region's rungs. */
export async function region(file: string, options: RoleOptions): Promise<ExitCode> {
  const config = soundOrSaid(loadRegion(file, { read: readTextFile }));
  if (config === undefined) return exitCodes.faults;
  return runRole(options, async (data, parts) => {
    const signer = await loadOrGenerateKey(join(data.keys, "region.pem"));
    const [ingest = "", operator = ""] = trustedKeys(data.keys, ["ingest", "operator"]);
    const trust = {
      ingestKeys: verifierOf([ingest]),
      commandKeys: commandKeys(operator, signer.publicPem),
      siteKeys: siteKeys(file, config.file.sites),
    };
    const { link, username } = brokerLink("region", file, config.file.region.broker);
    makeFolder(data.region, 0o700);
    const disk = fileDisk(data.region);
    const notify = parts.use(await openJournal(disk));
    const ports = { link, disk, clocks: systemClocks, rng: systemRng, ...trust, signer, notify };
    parts.use(await start({ hostId: username, file: config.file }, ports));
  });
}
