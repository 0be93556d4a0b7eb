import { ioClock } from "../../core/io/clock.ts";
import { mqttLink } from "../../core/io/link.ts";
import { type Replay, start } from "../../gateway/replay/app.ts";
import { replayDelivery } from "../../gateway/replay/delivery.ts";
import { fail, type ReplaySpec, runProcess } from "../io/child.ts";
import { dataDirectory } from "../io/data-directory.ts";
import { replayAt } from "../io/load-files.ts";
import { recordingOf } from "../io/recording.ts";
import { loadSecrets } from "../io/secrets.ts";
import { machinePorts } from "../io/start-site.ts";

const progressEvery = 500;

/** The gateway of `replay`: recorded files in place of devices. */
runProcess<ReplaySpec>(async (spec, report) => {
  const data = dataDirectory(spec.data);
  const config = replayAt(spec.map);
  const rows = recordingOf(config);
  const { site } = config.file;
  const password = loadSecrets(data.secrets, [site]).mqtt[site] ?? "";
  const link = () => mqttLink({ url: `mqtt://${spec.mqtt.host}:${spec.mqtt.port}`, username: site, password });
  const links = { sparkplugLink: link(), ownLink: link() };
  const replay = await start(
    { engine: config.engine, delivery: replayDelivery(config), speed: spec.speed },
    {
      ...(await machinePorts({ directory: data.gateway(site), keys: data.keys, links }, site)),
      io: ioClock,
      rows: () => rows(),
    },
  );
  report({ kind: "ready", details: { boot: replay.delivery.boot } });
  const stopTelling = tellProgress(replay, (details) => report({ kind: "progress", details }));
  replay.finished.then(
    () => {
      stopTelling();
      report({ kind: "finished" });
    },
    (error: unknown) => fail(error, report),
  );
  return replay;
});

function tellProgress(replay: Replay, tell: (played: ReturnType<Replay["played"]>) => void): () => void {
  let cancel = (): void => undefined;
  const again = (): void => {
    tell(replay.played());
    cancel = ioClock.schedule(progressEvery, again);
  };
  again();
  return () => cancel();
}
