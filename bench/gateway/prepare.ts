import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { generateKey } from "../../core/io/keys.ts";
import { siteIds } from "../ingest/load.ts";

/** The site every gateway of a benchmark is; the hubs of `ingest/embedded` know it. */
export const gatewaySite = siteIds[0];

/** Fills a directory with what a gateway is started with: its site file and all keys. */
export async function prepareGateway(directory: string, siteFile: string): Promise<void> {
  mkdirSync(join(directory, "keys"), { recursive: true });
  writeFileSync(join(directory, "site.yaml"), siteFile);
  for (const name of [gatewaySite, "operator", "region", "ingest"]) {
    await generateKey(join(directory, "keys", `${name}.pem`));
  }
}

/** A port of loopback where nobody listens. */
export function deadPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 1;
      server.close(() => resolve(port));
    });
  });
}
