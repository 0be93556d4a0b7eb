import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startInfluxd } from "../../test/support/influxd.ts";
import { startMosquitto } from "../../test/support/mosquitto.ts";
import { NodeRed } from "../influx/node-red.ts";
import { PremadeLines } from "../influx/premade.ts";
import { Chain } from "../ingest/chain.ts";
import { besideAll, type Figure } from "../result.ts";

const perMessage = 20;
const runs = 5;
/** Readings of one measurement of ours, and lines of one of the server alone. */
const readings = 400_000;
const nodeRedReadings = 20_000;

/** Source: mosquitto.conf(5): 0 is no limit. */
const nothingIsDropped = ["max_queued_messages 0", "max_queued_bytes 0"];

/**
 * Readings a second from devices through mosquitto into InfluxDB 1.x, beside the same InfluxDB that is given the lines ready, and
 * beside Node-RED. Messages and lines are made beforehand: what is measured is what happens to them.
 */
export async function benchInflux1(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
  const influxd = await startInfluxd();
  const mosquitto = await startMosquitto(undefined, nothingIsDropped);
  try {
    const broker = mosquitto.port;
    await using ours = await Chain.start({ subscriber: "ingest", influx: influxd.url, broker, directory, perMessage });
    const premade = await PremadeLines.start(influxd.url, perMessage);
    await using nodeRed = await NodeRed.start(influxd, perMessage);
    await ours.runMade(readings);
    await premade.run(readings);
    await nodeRed.run(nodeRedReadings / 4);
    const words = { name: "ingest/influx1", unit: "readings/s", lowerIsBetter: false, perMessage };
    const figures = await besideAll(words, runs, () => ours.runMade(readings), [
      { peer: "the same InfluxDB, given the lines ready", measure: () => premade.run(readings) },
      { peer: `Node-RED ${nodeRed.version} with its InfluxDB nodes`, measure: () => nodeRed.run(nodeRedReadings) },
    ]);
    await ours.audit();
    return figures;
  } finally {
    await mosquitto.stop();
    await influxd.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
