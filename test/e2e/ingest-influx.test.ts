import { copyFileSync, cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dataDirectory } from "../../cli/io/data-directory.ts";
import { wallClock } from "../../core/io/clock.ts";
import { runWorld } from "../../simulators/io/run.ts";
import { polder } from "../../simulators/worlds/index.ts";
import { polderWith } from "../support/instance.ts";
import { RoleProcess } from "../support/role-process.ts";
import { polderSite } from "../support/running.ts";
import { SeparateProcesses } from "../support/separate-processes.ts";
import { until } from "../support/until.ts";

const minute = 60_000;

test("a gateway, mosquitto, ingest and InfluxDB, each a process of its own: readings and every kind of event arrive, /query answers", async () => {
  await using all = await SeparateProcesses.start("lage-landen", [polderSite]);
  const data = dataDirectory(all.data);
  const make = polder.make({ seed: 1, start: Date.now(), initial: { levelInside: -2.1 } });
  await using world = await runWorld({ dir: data.world(polderSite), clock: wallClock, make });
  const config = polderWith(["mqtts://localhost:8883", `mqtt://127.0.0.1:${all.mosquitto.port}`]);
  mkdirSync(join(config, "secrets"));
  copyFileSync(join(all.folder, `${polderSite}.json`), join(config, `secrets/${polderSite}.json`));
  const own = join(all.folder, "gateway");
  cpSync(join(all.data, "keys"), join(own, "keys"), { recursive: true });
  const words = [join(config, "site.yaml"), "--data", own, "--world", data.worldFile(polderSite)];
  await using gateway = new RoleProcess(["gateway", ...words]);

  const rows = async (text: string): Promise<unknown[][]> => (await all.query(text))[0]?.series?.[0]?.values ?? [];
  const arrives = (what: string, text: string, within = minute): Promise<void> =>
    until(`${what} in ${gateway.log} ${all.ingest.log}`, async () => (await rows(text)).length > 0, within);
  await arrives("the level", "SELECT value FROM reading WHERE variable = 'level-inside' LIMIT 1");
  await arrives("the range", "SELECT healthy_high FROM range LIMIT 1");
  world.fault("io", { kind: "mains", until: Date.now() + 20_000 });
  await arrives("the alarm", "SELECT state FROM alarm WHERE condition = 'mains-lost' LIMIT 1");
  await arrives("its span", "SELECT length FROM alarm_span WHERE condition = 'mains-lost'");
  await arrives("why", "SELECT reason FROM decision WHERE actuator = 'site.mains-lost'");
  await arrives("viability", "SELECT outside, unknown, worst FROM viability WHERE commons = 'water'", 2 * minute);
  const level = "SELECT value FROM reading WHERE variable = 'level-inside' ORDER BY time LIMIT 20";
  const [stored] = await all.influxd.query("homeostat", level);
  expect(await rows(level)).toEqual(stored?.series?.[0]?.values);
  expect((await all.figures())?.["homeostat_books_unexplained_readings"]).toBe(0);
}, 300_000);
