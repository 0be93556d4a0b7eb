import { join } from "node:path";
import { acceleratedClock, ioClock } from "../../core/io/clock.ts";
import { mqttLink } from "../../core/io/link.ts";
import { runProcess, type UpSpec } from "../io/child.ts";
import { dataDirectory } from "../io/data-directory.ts";
import { siteAt } from "../io/load-both.ts";
import { loadSecrets } from "../io/secrets.ts";
import { startSite } from "../io/start-site.ts";

/** One site of `up`. */
runProcess<UpSpec>(async (spec, report) => {
  const data = dataDirectory(spec.data);
  const site = siteAt(join(spec.config, "site.yaml"));
  const { id } = site.file.site;
  const password = loadSecrets(data.secrets, [id]).mqtt[id] ?? "";
  const link = () => mqttLink({ url: `mqtt://${spec.mqtt.host}:${spec.mqtt.port}`, username: id, password });
  const gateway = await startSite({
    site,
    directory: data.gateway(id),
    keys: data.keys,
    links: { sparkplugLink: link(), ownLink: link() },
    clocks: { io: ioClock, world: acceleratedClock(spec.time) },
    worldFile: data.worldFile,
  });
  report({ kind: "ready", details: { boot: gateway.delivery.boot } });
  return gateway;
});
