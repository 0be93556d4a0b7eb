import { X509Certificate } from "node:crypto";
import { accessSync, constants, type Dirent, readdirSync, readFileSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { besideFile } from "../../../core/config/paths.ts";
import { messageOf } from "../../../core/errors.ts";
import type { DataDirectory } from "../../io/data-directory.ts";
import { isTaken } from "../../io/running.ts";
import type { CertificateFacts, DataFacts, FileFacts, Space, SpoolFacts } from "../facts.ts";

/** A file's facts; undefined when it is not there. */
export function factsOf(path: string): FileFacts | undefined {
  try {
    const { mode, size, mtimeMs } = statSync(path);
    return { path, mode: mode & 0o777, bytes: size, changed: mtimeMs };
  } catch {
    return undefined;
  }
}

/** A file's text; undefined when it cannot be read. */
export function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Every file below a directory that is wanted; none where it cannot be looked into. */
export function filesBelow(directory: string, wanted: (name: string) => boolean): readonly string[] {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return filesBelow(path, wanted);
    return wanted(entry.name) ? [path] : [];
  });
}

/** Whether this user may do so to a file. */
export function may(path: string, what: "write" | "readAndWrite"): boolean {
  try {
    accessSync(path, what === "write" ? constants.W_OK : constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Room where a directory is, or will be. */
export function spaceOf(directory: string): Space | undefined {
  try {
    const { bavail, blocks, bsize } = statfsSync(directory);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    const above = dirname(directory);
    return above === directory ? undefined : spaceOf(above);
  }
}

/** What is known of a data directory. */
export function dataFacts(data: DataDirectory, space: Space | undefined): DataFacts {
  const files = filesBelow(data.root, () => true).flatMap((path) => factsOf(path) ?? []);
  const newest = files.reduce<FileFacts | undefined>(
    (latest, file) => (latest === undefined || file.changed > latest.changed ? file : latest),
    undefined,
  );
  return {
    path: data.root,
    exists: factsOf(data.root) !== undefined,
    writable: may(data.root, "write"),
    space,
    taken: isTaken(data.running),
    newest,
  };
}

/** What the spools of a data directory hold. */
export function spoolFacts(data: DataDirectory): readonly SpoolFacts[] {
  const root = data.gateway("");
  const sites = new Map<string, FileFacts[]>();
  for (const path of filesBelow(root, (name) => name.endsWith(".seg"))) {
    const site = path.slice(join(root, "/").length).split("/")[0] ?? "";
    const facts = factsOf(path);
    if (facts !== undefined) sites.set(site, [...(sites.get(site) ?? []), facts]);
  }
  return [...sites].map(([site, segments]) => ({
    site,
    segments: segments.length,
    bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
    oldest: Math.min(...segments.map(({ changed }) => changed)),
  }));
}

/** What a certificate says of itself. */
export function certificateFacts(path: string): CertificateFacts {
  try {
    const { validFrom, validTo } = new X509Certificate(readFileSync(path));
    return { path, from: Date.parse(validFrom), until: Date.parse(validTo) };
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return { path, unreadable: missing ? "there is no such file" : certificateTrouble(error), from: 0, until: 0 };
  }
}

const certificateTrouble = (error: unknown): string =>
  messageOf(error).includes("EACCES") ? "this user may not read it" : "it is no certificate in PEM";

/** The files that a credential names: those that are secret, and the certificates. */
export function namedIn(credential: string): {
  readonly keys: readonly string[];
  readonly certificates: readonly string[];
} {
  const beside = (key: string): readonly string[] => {
    const name = textUnder(credential, key);
    return name === undefined ? [] : [besideFile(credential, name)];
  };
  return { keys: beside("keyFile"), certificates: [...beside("certFile"), ...beside("caFile")] };
}

function textUnder(credential: string, key: string): string | undefined {
  try {
    const held: unknown = JSON.parse(textAt(credential) ?? "");
    const value = typeof held === "object" && held !== null ? (held as Record<string, unknown>)[key] : undefined;
    return typeof value === "string" && value !== "" ? value : undefined;
  } catch {
    return undefined;
  }
}
