import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileDisk } from "../../core/io/disk.ts";
import { makeFolder } from "../../core/io/folders.ts";
import { sha256 } from "../../core/io/hash.ts";
import { commandKeys, loadSigner, verifierOf } from "../../core/io/keys.ts";
import { machineRun } from "../../core/io/machine.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import { type Gateway, type GatewayPorts, start } from "../../gateway/app.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { deliveryOf } from "../../gateway/host/delivery-config.ts";
import { busFor } from "../../gateway/io/buses.ts";
import type { SiteConfig } from "../../gateway/site/schema.ts";
import { logLine } from "./streams.ts";

/** What a gateway of the command line is started with. */
export interface SiteStart {
  readonly site: SiteConfig;
  /** Where the gateway keeps its spool and state. */
  readonly directory: string;
  /** Folder with the site's own key and the public keys it trusts. */
  readonly keys: string;
  readonly links: Pick<GatewayPorts, "sparkplugLink" | "ownLink">;
  readonly clocks: Clocks;
  readonly worldFile: string | undefined;
}

/** At the speed of people: what has not happened for a second is looked at again. */
const scanEvery = 1_000;

/** Starts a gateway on this machine. */
export async function startSite(parts: SiteStart): Promise<Gateway> {
  const { site, clocks } = parts;
  return start(
    { engine: site.engine, file: site.file, delivery: deliveryOf(site, site.engine.site), scanEvery },
    {
      ...(await machinePorts(parts, site.engine.site)),
      clocks,
      buses: (_id, config) => busFor(config, parts.worldFile),
      drivers,
    },
  );
}

/** Disk, keys, randomness and log of a gateway on this machine. */
export async function machinePorts(
  parts: Pick<SiteStart, "directory" | "keys" | "links">,
  name: string,
): Promise<Omit<GatewayPorts, "clocks">> {
  makeFolder(parts.directory, 0o700);
  const publicKey = (owner: string): string => readFileSync(join(parts.keys, `${owner}.pem.pub`), "utf8");
  return {
    ...parts.links,
    disk: fileDisk(parts.directory),
    rng: systemRng,
    sha256,
    machineRun: machineRun(),
    signer: await loadSigner(join(parts.keys, `${name}.pem`)),
    commandKeys: commandKeys(publicKey("operator"), publicKey("region")),
    ingestKeys: verifierOf([publicKey("ingest")]),
    log: (what, detail) => logLine("gateway", what, detail),
  };
}
