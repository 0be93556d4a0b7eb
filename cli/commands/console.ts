import { dirname, join } from "node:path";
import { loadText } from "../../core/config/load.ts";
import { besideFile } from "../../core/config/paths.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { readTextFile } from "../../core/io/files.ts";
import { makeFolder } from "../../core/io/folders.ts";
import { loadOrGenerateKey } from "../../core/io/keys.ts";
import { regionItself } from "../../core/wire/topics.ts";
import type { RunningServer } from "../../dashboards/server/app.ts";
import { consoleFileSchema } from "../../dashboards/server/file-schema.ts";
import { storeBehind } from "../../ingest/query/io/door.ts";
import { originOf, pageAddress, reachedAt } from "../address.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { brokerLink } from "../io/broker-link.ts";
import { startConsole } from "../io/console.ts";
import { authorizationIn } from "../io/door-credential.ts";
import { processMetrics } from "../io/process-metrics.ts";
import { type RoleOptions, runRole, soundOrSaid } from "../io/role.ts";
import { writeRunning } from "../io/running.ts";
import { loadSecrets } from "../io/secrets.ts";
import { shownLink } from "../io/shown-link.ts";
import { keyBeside, siteKeys } from "../io/site-keys.ts";
import { storeTrouble } from "../io/store-trouble.ts";

/** `homeostat console FILE.yaml`: page and API, beside a broker and a store. */
export async function consoleRole(
  file: string,
  options: RoleOptions & { readonly published?: boolean },
): Promise<ExitCode> {
  const config = soundOrSaid(loadText(file, readTextFile, consoleFileSchema));
  if (config === undefined) return exitCodes.faults;
  const http = pageAddress("http", config.http, options.published === true);
  return runRole(options, async (data, parts) => {
    const operator = await loadOrGenerateKey(join(data.keys, "operator.pem"));
    const answerers = new Map(siteKeys(file, config.sites));
    const { regionKeyFile, usersFile, public: publicUrl, frames } = config.console;
    if (regionKeyFile !== undefined) answerers.set(regionItself, keyBeside(file, regionKeyFile, "the region"));
    makeFolder(dirname(data.access), 0o700);
    const { url, database, credentialFile, timeout } = config.store;
    const authorization = credentialFile === undefined ? undefined : authorizationIn(besideFile(file, credentialFile));
    const store = storeBehind({ url, database, authorization, timeout });
    const server: RunningServer = parts.use(
      await startConsole({
        id: config.console.id,
        http,
        region: config.console.region,
        link: brokerLink("console", file, config.broker).link,
        clocks: systemClocks,
        store,
        secrets: loadSecrets(data.secrets, []),
        operator,
        answerers,
        accessFile: data.access,
        usersFile: usersFile === undefined ? data.users : besideFile(file, usersFile),
        publicUrl,
        frames,
        worldFiles: {},
        ready: async () => [broker(server.connected), stored(await storeTrouble(store, systemClocks))],
        metrics: processMetrics,
      }),
    );
    const address = reachedAt({ host: http.host, port: server.port });
    writeRunning(data.running, { pid: process.pid, http: address, mqtt: config.broker.url, pids: {} });
    process.stdout.write(
      `console  ${shownLink(originOf("public", publicUrl) ?? address, server.loginLink(), data.root)}\n`,
    );
  });
}

const broker = (connected: boolean) => ({ part: "broker", ok: connected, detail: connected ? "connected" : "away" });

const stored = (trouble: string | undefined) => ({
  part: "store",
  ok: trouble === undefined,
  detail: trouble ?? "open",
});
