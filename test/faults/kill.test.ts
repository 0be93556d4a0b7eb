import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { systemClocks } from "../../core/io/clock.ts";
import { sleep } from "../../core/ports/clock.ts";
import type { Rng } from "../../core/ports/rng.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { askOracle, sound } from "../support/oracle.ts";
import {
  expectedTransitions,
  killUnderLoad,
  makeRecording,
  ReplayInstance,
  removeRecording,
  transitionOf,
  type Victim,
  victims,
} from "../support/replay-instance.ts";
import { homeostat } from "../support/running.ts";

const seed = 20_250_912;
const killsEach = 5;
/** Longer than the kills take: what is left when they are over is played as fast as it goes. */
const rowCount = 8_000;
/** A quarter of an hour in 40 ms: a busy machine has five minutes for the kills. */
const speed = 22_500;
const longest = 600_000;

const recording = makeRecording(3, rowCount);
const data = join(mkdtempSync(join(tmpdir(), "homeostat-kill-")), "data");
afterAll(() => {
  removeRecording(recording);
  rmSync(join(data, ".."), { recursive: true, force: true });
});

/** Every victim so often, in an order of the seed's. */
function orderOfKills(rng: Rng): Victim[] {
  const left = victims.flatMap((victim) => Array.from({ length: killsEach }, () => victim));
  const order: Victim[] = [];
  while (left.length > 0) order.push(...left.splice(Math.floor(rng.next() * left.length), 1));
  return order;
}

async function storedTransitions(): Promise<string[]> {
  const { stdout } = await homeostat(
    "query",
    "SELECT body FROM alarm WHERE condition = 'high'",
    "--data",
    data,
    "--json",
  );
  const values: readonly (readonly [number, string])[] = JSON.parse(stdout).results[0].series[0].values;
  return values.map(([at, body]) => transitionOf(at, body));
}

test(
  "kill -9 of gateway, hub and store, five times each under load: nothing lost, nothing doubled",
  async () => {
    const rng = seededRng(seed);
    await using paced = new ReplayInstance(recording.map, data, speed);
    const outstanding: [Victim, number][] = [];
    for (const victim of orderOfKills(rng)) {
      await sleep(systemClocks.io, 200 + 1_000 * rng.next());
      outstanding.push([victim, await killUnderLoad(paced, victim)]);
    }
    const { stderr } = await paced.stop();
    await using rest = new ReplayInstance(recording.map, data, "max");
    const { code, stdout, ...last } = await rest.ended;
    expect(code, stdout + stderr + last.stderr).toBe(0);
    for (const victim of victims) {
      const counts = outstanding.filter(([killed]) => killed === victim).map(([, count]) => count);
      expect(counts).toHaveLength(killsEach);
      expect(Math.min(...counts)).toBeGreaterThan(0);
    }
    // The supervisor saw the deaths, and the hub those of its store.
    expect(stderr.match(/homeostat: replay ended \(SIGKILL\)/g)).toHaveLength(killsEach);
    expect(stderr.match(/homeostat: hub ended \(SIGKILL\)/g)).toHaveLength(killsEach);
    const ask = { command: [process.execPath, "dist/cli/main.js", "query", "--json", "--data", data] };
    const verdict = await askOracle({ gauges: recording.gauges, ask, store: join(data, "hub/store.duckdb") });
    expect(verdict).toMatchObject({ rows: 3 * rowCount, ...sound });
    const { books } = JSON.parse(stdout);
    expect(books).toMatchObject({ stored: 3 * rowCount, refused: 0, gaps: 0, inFlight: 0, unexplained: 0 });
    expect((await homeostat("books", "--data", data)).code).toBe(0);
    expect(await storedTransitions()).toEqual(expectedTransitions(recording));
  },
  longest,
);
