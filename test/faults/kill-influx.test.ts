import { afterAll, expect, test } from "vitest";
import { systemClocks } from "../../core/io/clock.ts";
import { sleep } from "../../core/ports/clock.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { askOracle, sound } from "../support/oracle.ts";
import { expectedTransitions, makeRecording, removeRecording, transitionOf } from "../support/replay-instance.ts";
import { ReplayProcess } from "../support/replay-process.ts";
import { SeparateProcesses } from "../support/separate-processes.ts";
import { until } from "../support/until.ts";

const killsEach = 4;
const rowCount = 8_000;
/** A quarter of an hour in 40 ms: a busy machine has five minutes for the kills. */
const speed = 22_500;
/** So many readings wait before the dead are started again. */
const held = 60;

/** How long a busy machine may take to start a process, and to go on storing, ms. */
const patience = 90_000;

const recording = makeRecording(3, rowCount);
afterAll(() => removeRecording(recording));

test("kill -9 of influxd, mosquitto and ingest in turn while a replay plays: nothing lost, nothing doubled, books balance", async () => {
  const rng = seededRng(20_250_913);
  await using all = await SeparateProcesses.start("test-region", ["test-site"]);
  const mqtt = { host: "127.0.0.1", port: all.mosquitto.port };
  const play = (pace: number | null) => new ReplayProcess({ data: all.data, map: recording.map, speed: pace, mqtt });
  const paced = play(speed);
  const victims = {
    influxd: { kill: () => all.influxd.kill(), restart: () => all.influxd.restart() },
    mosquitto: { kill: () => all.mosquitto.kill(), restart: () => all.mosquitto.restart() },
    ingest: { kill: () => all.ingest.kill(), restart: () => all.restartIngest() },
  };
  const storedNow = async (): Promise<number> => (await all.figures())?.["homeostat_books_stored_readings"] ?? 0;
  for (let round = 0; round < killsEach; round += 1) {
    for (const [name, { kill, restart }] of Object.entries(victims)) {
      const before = await storedNow();
      await until(`readings are stored before ${name} is killed`, async () => (await storedNow()) > before, patience);
      await sleep(systemClocks.io, 100 + 400 * rng.next());
      await kill();
      await until(`readings wait for ${name}`, () => paced.progress.inFlight > held, patience);
      await restart();
    }
  }
  // Else the kills fell behind the end of the recording.
  expect(paced.progress.readings).toBeLessThan(3 * rowCount);
  await paced.stop();
  const rest = play(null);
  await rest.finished;

  // The oracle asks InfluxDB itself, and then what ingest makes of it.
  const gauges = recording.gauges;
  const direct = await askOracle({ gauges, ask: { url: all.influxd.url, token: "none" } });
  expect(direct).toMatchObject({ rows: 3 * rowCount, ...sound });
  const asked = await askOracle({ gauges, ask: { url: all.http, token: all.secrets.admin.token } });
  expect(asked).toMatchObject({ rows: 3 * rowCount, ...sound });
  expect(await all.figures()).toMatchObject({
    homeostat_books_assigned_readings: 3 * rowCount,
    homeostat_books_stored_readings: 3 * rowCount,
    homeostat_books_refused_readings: 0,
    homeostat_books_gaps_readings: 0,
    homeostat_books_in_flight_readings: 0,
    homeostat_books_unexplained_readings: 0,
  });
  const [alarms] = await all.influxd.query("homeostat", "SELECT body FROM alarm WHERE condition = 'high'");
  const transitions = alarms?.series?.[0]?.values ?? [];
  expect(transitions.map(([at, body]) => transitionOf(Number(at), String(body)))).toEqual(
    expectedTransitions(recording),
  );
  const [spans] = await all.influxd.query("homeostat", "SELECT count(length) FROM alarm_span");
  const cleared = expectedTransitions(recording).filter((one) => one.endsWith("cleared"));
  expect(spans?.series?.[0]?.values[0]?.[1]).toBe(cleared.length);
  await rest.stop();
}, 600_000);
