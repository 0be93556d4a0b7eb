import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Instance, polderWith, startInstance } from "../support/instance.ts";
import { type PlantLine, polderSite } from "../support/running.ts";
import { until } from "../support/until.ts";

const speed = 5;
/** A band so narrow that a polder whose pumps stand still leaves it within this test. */
const above = 0.036;
/** Draining goes on far below the target, so that within this test no pump stops because its work is done. */
const config = polderWith(
  ["healthy: { below: 0.05, above: 0.05 }", `healthy: { below: 0.15, above: ${above} }`],
  ["{ start: 0.02, stop: -0.03 }", "{ start: 0.02, stop: -0.12 }"],
);

let demo: Instance;
beforeAll(async () => {
  demo = await startInstance({ config, speed });
});
afterAll(async () => {
  await demo?.[Symbol.asyncDispose]();
  rmSync(config, { recursive: true, force: true });
});

const runs = ({ pumps }: PlantLine, pump: number): boolean => (pumps[pump]?.speed ?? 0) > 0.5;
const pumpRuns = async (pump: number): Promise<boolean> => runs(await demo.world(), pump);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until a pump runs; when it never does, what the plant was like and what the processes said is told. */
async function untilRuns(what: string, pump: number): Promise<void> {
  await until(what, () => pumpRuns(pump), 90_000).catch((error: Error) => {
    const plant = demo.plant().slice(-20);
    throw new Error([error.message, ...plant.map((line) => JSON.stringify(line)), demo.log.slice(-4_000)].join("\n"));
  });
}

/** Waits so many seconds of world time. */
async function worldSeconds(seconds: number): Promise<void> {
  const begin = (await demo.world()).at;
  await until(`${seconds} s in the world`, async () => (await demo.world()).at >= begin + seconds * 1_000, 120_000);
}

/** The truth says that the level never left the healthy band. */
async function expectHealthy(): Promise<void> {
  const { ranges } = await siteView();
  const { healthyLow, healthyHigh } = ranges[0] ?? { healthyLow: Number.NaN, healthyHigh: Number.NaN };
  const levels = demo.plant().map(({ levelInside }) => levelInside);
  expect(Math.max(...levels)).toBeLessThanOrEqual(healthyHigh);
  expect(Math.min(...levels)).toBeGreaterThanOrEqual(healthyLow);
}

/** Pump 1 has run without a break since this moment, by the truth; else its own words are told. */
async function expectUnbroken(since: number): Promise<void> {
  const lines = demo.plant().filter(({ at }) => at >= since);
  const { stdout } = await demo.cli("why", "pump-1");
  // A line every ten seconds.
  expect(lines.length).toBeGreaterThan(3);
  expect(Math.min(...lines.map(({ pumps }) => pumps[0]?.speed ?? 0)), stdout).toBeGreaterThan(0.6);
}

async function siteView(): Promise<{ ranges: readonly { healthyLow: number; healthyHigh: number }[] }> {
  let found: { ranges: readonly { healthyLow: number; healthyHigh: number }[] } | undefined;
  await until(
    "the site is on the desk with its range",
    async () => {
      const answer = await demo.request("GET", "/api/v1/sites").catch(() => ({ status: 0, body: {} }));
      found = answer.body.sites?.find(({ site }: { site: string }) => site === polderSite);
      return (found?.ranges.length ?? 0) > 0;
    },
    60_000,
  );
  return found ?? { ranges: [] };
}

describe("with the hub dead: no broker, no ingest, no region, no console", () => {
  test("the first pump starts, is replaced when it trips, and the level stays in its band", async () => {
    demo.keepDead("hub");
    try {
      expect(await pumpRuns(0)).toBe(false);
      await untilRuns("pump 1 starts", 0);
      await demo.breakDevice("vfd-1", "stop");
      await untilRuns("pump 2 replaces it", 1);
      await worldSeconds(30);
    } finally {
      demo.revive();
    }
    await expectHealthy();
  });

  test("what happened meanwhile is told when the hub is back, with its own time", async () => {
    await until(
      "the alarm is on the desk",
      async () => {
        const reply = await demo.request("GET", "/api/v1/alarms").catch(() => ({ status: 0, body: [] }));
        return reply.status === 200 && reply.body.some(({ key }: { key: string }) => key === "pump-1.pump-failed");
      },
      90_000,
    );
    const broken = Number(
      demo.truth().findLast(({ device, fault }) => device === "vfd-1" && fault !== undefined)?.["at"],
    );
    const { onset } = (await demo.alarm(polderSite, "pump-1.pump-failed")) ?? { onset: 0 };
    expect(onset - broken).toBeGreaterThanOrEqual(0);
    expect(onset - broken).toBeLessThan(10_000);
    await until(
      "nothing is in flight or unexplained",
      async () => {
        const { code, stdout } = await demo.cli("why", "pump-2");
        return code === 0 && stdout.includes("pump-1 failed");
      },
      90_000,
    );
  });
});

describe("with the broker half open: connected, but it answers nothing", () => {
  test("the pumps go on, and one that trips is replaced", async () => {
    await demo.breakDevice("vfd-1", "none");
    await until("pump 1 is mended", async () => (await demo.values())["vfd-1/fault"]?.value === 0);
    demo.signal("hub", "SIGSTOP");
    try {
      await demo.breakDevice("vfd-2", "stop");
      await untilRuns("pump 1 replaces pump 2", 0);
    } finally {
      demo.signal("hub", "SIGCONT");
    }
    await expectHealthy();
  });
});

describe("with the store dead", () => {
  test("live values still reach the console, the pumps go on, and afterwards every reading is explained", async () => {
    for (let kill = 0; kill < 3; kill += 1) {
      await demo.restart("store");
    }
    demo.signal("store", "SIGSTOP");
    const before = (await demo.values())["gauge-in-a/p1"]?.measuredAt ?? 0;
    await until(
      "a newer reading",
      async () => ((await demo.values())["gauge-in-a/p1"]?.measuredAt ?? 0) > before + 20_000,
    );
    expect(await pumpRuns(0)).toBe(true);
    demo.signal("store", "SIGCONT");
    await until("the books balance", async () => (await demo.cli("books")).code === 0, 60_000);
    await expectHealthy();
  });
});

describe("with the gateway dead", () => {
  test("the drive's own comm-loss action holds the speed, and a restart stops no pump", async () => {
    const drive = await demo.modbus("drives", 1);
    const status = async (): Promise<number> => (await drive.readHoldingRegisters(3, 1)).data[0] ?? 0;
    await until("the drive is at its setpoint", async () => ((await status()) & 0x100) !== 0);
    const before = (await demo.world()).pumps[0]?.speed ?? 0;
    const boot = (await demo.values())["vfd-1/running"]?.measuredAt ?? 0;
    expect(before).toBeGreaterThan(0.6);
    expect((await status()) & 0x84).toBe(0x04);
    const died = (await demo.world()).at;
    demo.keepDead("gateway");
    try {
      await until("the drive has noticed that no control word comes", async () => ((await status()) & 0x80) !== 0);
      expect((await demo.world()).pumps[0]?.speed).toBeCloseTo(before, 1);
    } finally {
      demo.revive();
    }
    await until("the gateway commands again", async () => ((await status()) & 0x80) === 0);
    await until("it is read again", async () => ((await demo.values())["vfd-1/running"]?.measuredAt ?? 0) > boot);
    await worldSeconds(60);
    drive.close(() => undefined);
    await expectUnbroken(died);
  });

  test("killed again and again, it stops no pump, and nothing is lost", async () => {
    const from = (await demo.world()).at;
    for (let kill = 0; kill < 4; kill += 1) {
      await demo.restart("gateway");
      await wait(300 + 500 * kill);
    }
    await worldSeconds(40);
    await expectUnbroken(from);
    await until("the books balance", async () => (await demo.cli("books")).code === 0, 60_000);
    await expectHealthy();
  });
});
