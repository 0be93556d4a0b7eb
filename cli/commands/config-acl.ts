import { mosquittoAcl } from "../../broker/mosquitto.ts";
import type { Identity } from "../../broker/policy.ts";
import { formatFault } from "../../core/config/fault.ts";
import { readTextFile } from "../../core/io/files.ts";
import { loadRegion } from "../../rules/region/file/load.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { PrintIo } from "./config-print.ts";

/** The credential names of the roles beside the sites, whose credential is their id. */
export interface AclOptions {
  readonly region: string;
  readonly ingest: string;
  readonly console: string;
  readonly reader: string;
}

/** Prints the access list for the broker of a region: its sites, and the roles that serve it. */
export function runConfigAcl(
  file: string,
  names: AclOptions,
  { read, out, say }: Pick<PrintIo, "read" | "out" | "say">,
): ExitCode {
  const loaded = loadRegion(file, { read });
  if (!loaded.ok) {
    for (const fault of loaded.error) say(`${formatFault(fault)}\n\n`);
    return exitCodes.faults;
  }
  const region = loaded.value.file.region.id;
  const sites = Object.keys(loaded.value.file.sites).map((name): Identity => ({ role: "site", name, region }));
  const roles = (["region", "ingest", "console", "reader"] as const).map((role): Identity => {
    return { role, name: names[role], region };
  });
  out(mosquittoAcl([...sites, ...roles]));
  return exitCodes.ok;
}

/** `homeostat config acl REGION.yaml` */
export async function configAcl(file: string, names: AclOptions): Promise<ExitCode> {
  return runConfigAcl(file, names, {
    read: readTextFile,
    out: (text) => process.stdout.write(text),
    say: (text) => process.stderr.write(text),
  });
}
