import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../examples/lage-landen/certificates.sh", import.meta.url));

/**
 * Makes certificates as the example does, with an authority of their own unless `folder` has one; `days` below 0 makes them
 * expired. Answers the folder, whose `secrets` holds them.
 */
export function makeCertificates(
  names: readonly string[],
  { folder = mkdtempSync(join(tmpdir(), "homeostat-certificates-")), days = 30 } = {},
): string {
  const copy = join(folder, "certificates.sh");
  copyFileSync(script, copy);
  execFileSync(copy, names, { env: { ...process.env, DAYS: String(days) } });
  return folder;
}
