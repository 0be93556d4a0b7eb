import { ioClock } from "../../core/io/clock.ts";
import { mqttLink } from "../../core/io/link.ts";
import { runProcess, type UpSpec } from "../io/child.ts";
import { dataDirectory } from "../io/data-directory.ts";
import { siteOf } from "../io/load-files.ts";
import { loadSecrets } from "../io/secrets.ts";
import { startSite } from "../io/start-site.ts";
import { worldClock } from "../io/world-clock.ts";

/** ms of world time a poll or write may be late before the world is held: far less than a reading takes to turn stale. */
const tolerated = 1_000;

/** One site of `up`. */
runProcess<UpSpec>(async (spec, report) => {
  const data = dataDirectory(spec.data);
  const site = siteOf(spec);
  const { id } = site.file.site;
  const password = loadSecrets(data.secrets, [id]).mqtt[id] ?? "";
  const time = worldClock(spec);
  await time.begun;
  const link = () => mqttLink({ url: `mqtt://${spec.mqtt.host}:${spec.mqtt.port}`, username: id, password });
  const gateway = await startSite({
    site,
    directory: data.gateway(id),
    keys: data.keys,
    links: { sparkplugLink: link(), ownLink: link() },
    clocks: { io: ioClock, world: time.clock },
    worldFile: data.worldFile(id),
  });
  time.holdWhile(() => gateway.supervisor.behind() > tolerated);
  report({ kind: "ready", details: { boot: gateway.delivery.boot } });
  return gateway;
});
