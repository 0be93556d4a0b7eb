import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { systemClocks } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { readTextFile } from "../../core/io/files.ts";
import { sha256 } from "../../core/io/hash.ts";
import { loadOrGenerateKey, verifierOf } from "../../core/io/keys.ts";
import { systemRng } from "../../core/io/rng.ts";
import { linksInTurn } from "../../core/links-in-turn.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import { start as startIngest } from "../../ingest/app.ts";
import { ingestConfigSchema } from "../../ingest/config.ts";
import { loadIngest } from "../../ingest/load-file.ts";
import { start as startRegion } from "../../rules/region/app.ts";
import { openJournal } from "../../rules/region/journal.ts";
import { loadRegion } from "../../rules/region/load.ts";
import { parseAddress } from "../address.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { Closing } from "../io/closing.ts";
import { dataDirectory } from "../io/data-directory.ts";
import { startQueryPort } from "../io/query-port.ts";
import { brokerLink, runUntilAsked, soundOrSaid, trustedKey } from "../io/role.ts";
import { startSite } from "../io/start-site.ts";
import { openStore } from "../io/store.ts";

interface RoleOptions {
  readonly data: string;
}

/** `homeostat gateway SITE.yaml`: one site as a process of its own. */
export async function gatewayCommand(
  file: string,
  options: RoleOptions & { readonly world?: string },
): Promise<ExitCode> {
  const site = soundOrSaid(loadSite(file, { read: readTextFile, drivers }));
  if (site === undefined) return exitCodes.faults;
  const data = dataDirectory(options.data);
  const { id } = site.file.site;
  for (const owner of ["operator", "region", "ingest"]) trustedKey(data.keys, owner);
  await loadOrGenerateKey(join(data.keys, `${id}.pem`));
  const brokers = () => linksInTurn(site.file.uplink.brokers.map((broker) => brokerLink(file, broker).link));
  const gateway = await startSite({
    site,
    directory: data.gateway(id),
    keys: data.keys,
    links: { sparkplugLink: brokers(), ownLink: brokers() },
    clocks: systemClocks,
    worldFile: options.world,
  });
  return runUntilAsked(gateway);
}

/** `homeostat ingest FILE.yaml`: broker to store, and `/query` when the file names a port. */
export async function ingestCommand(file: string, options: RoleOptions): Promise<ExitCode> {
  const config = soundOrSaid(loadIngest(file, readTextFile));
  if (config === undefined) return exitCodes.faults;
  const data = dataDirectory(options.data);
  const parts = new Closing();
  const directory = join(data.root, "ingest");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const store = openStore(config, { file, data: data.root, disk: fileDisk(directory) });
  parts.use(
    await startIngest(
      ingestConfigSchema.parse({ id: config.ingest.id, regions: config.ingest.regions, commitAfterMs: config.commit }),
      {
        link: brokerLink(file, config.broker).link,
        store,
        clocks: systemClocks,
        rng: systemRng,
        disk: fileDisk(directory),
        signer: await loadOrGenerateKey(join(data.keys, "ingest.pem")),
        sha256,
      },
    ),
  );
  if (config.http !== undefined)
    parts.use(await startQueryPort(parseAddress("http", config.http), store, data.secrets));
  return runUntilAsked(parts);
}

/** `homeostat region REGION.yaml`: the host application and the region's rungs. */
export async function regionCommand(file: string, options: RoleOptions): Promise<ExitCode> {
  const region = soundOrSaid(loadRegion(file, { read: readTextFile }));
  if (region === undefined) return exitCodes.faults;
  const data = dataDirectory(options.data);
  const { link, username } = brokerLink(file, region.file.region.broker);
  mkdirSync(data.region, { recursive: true, mode: 0o700 });
  const disk = fileDisk(data.region);
  const journal = await openJournal(disk);
  const parts = new Closing();
  parts.use(journal);
  parts.use(
    await startRegion(
      { hostId: username, file: region.file },
      {
        link,
        disk,
        clocks: systemClocks,
        rng: systemRng,
        ingestKeys: verifierOf([trustedKey(data.keys, "ingest")]),
        notify: journal,
      },
    ),
  );
  return runUntilAsked(parts);
}
