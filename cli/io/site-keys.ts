import { besideFile } from "../../core/config/paths.ts";
import { AppError, messageOf } from "../../core/errors.ts";
import { readTextFile } from "../../core/io/files.ts";
import { verifierOf } from "../../core/io/keys.ts";
import type { Verifier } from "../../core/wire/envelope.ts";

/** A public key that a configuration file names, `of` whom. Throws AppError `config-invalid` where it cannot be read. */
export function keyBeside(file: string, keyFile: string, of: string): Verifier {
  const path = besideFile(file, keyFile);
  const text = readTextFile(path);
  try {
    if (!text.ok) throw new AppError("config-invalid", text.error);
    return verifierOf([text.value]);
  } catch (error) {
    throw new AppError("config-invalid", `${path}, the public key of ${of}: ${messageOf(error)}`, error);
  }
}

/** The keys of gateways by site, each beside the file that names it. Throws as `keyBeside` does. */
export function siteKeys(
  file: string,
  sites: Readonly<Record<string, { readonly keyFile: string }>>,
): ReadonlyMap<string, Verifier> {
  return new Map(Object.entries(sites).map(([site, { keyFile }]) => [site, keyBeside(file, keyFile, site)]));
}
