import { join } from "node:path";
import { siteAt } from "../../cli/io/load-files.ts";
import { startSite } from "../../cli/io/start-site.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { mqttLink } from "../../core/io/link.ts";
import { passwordOf } from "../ingest/load.ts";
import type { GatewayStart } from "./orders.ts";

/** A gateway as the command line starts it, in a process of its own. */
const { directory, mqttPort } = JSON.parse(process.argv[2] ?? "") as GatewayStart;
const site = siteAt(join(directory, "site.yaml"));
const { id } = site.file.site;
const link = () => mqttLink({ url: `mqtt://127.0.0.1:${mqttPort}`, username: id, password: passwordOf(id) });
const gateway = await startSite({
  site,
  directory: join(directory, "gateway"),
  keys: join(directory, "keys"),
  links: { sparkplugLink: link(), ownLink: link() },
  clocks: systemClocks,
  worldFile: undefined,
});
process.on("message", () => process.send?.({ kind: "memory", rss: process.memoryUsage.rss() }));
process.once("disconnect", () => void gateway.abandon().finally(() => process.exit(0)));
process.send?.({ kind: "ready" });
