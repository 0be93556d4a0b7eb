import { rmSync } from "node:fs";
import type modbusSerial from "modbus-serial";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Instance, polderWith, startInstance } from "../support/instance.ts";
import { Lag } from "../support/lag.ts";
import { polderSite } from "../support/running.ts";
import { until } from "../support/until.ts";

/** The demo's own limits, with times short enough to be watched at real speed. */
const onDelay = 6_000;
const soundsFor = 4_000;
const repeats = 12_000;
const config = polderWith(
  ["limit: -1.95\n      deadband: 0.02\n      onDelay: 60s", "limit: -1.95\n      deadband: 0.02\n      onDelay: 6s"],
  ["for: 1min, repeat: 15min", "for: 4s, repeat: 12s"],
);

let demo: Instance;
let io: modbusSerial.default;
const lag = new Lag();
/** Polling, judging, deciding, writing and our own reading: what is allowed beside a promised time when the machine is late. */
const late = (): number => lag.over(10);
beforeAll(async () => {
  demo = await startInstance({ config });
  io = await demo.modbus("sensors", 20);
});
afterAll(async () => {
  lag[Symbol.dispose]();
  io?.close(() => undefined);
  await demo?.[Symbol.asyncDispose]();
  rmSync(config, { recursive: true, force: true });
});

const sirenOn = async (): Promise<boolean> => (await io.readCoils(0, 1)).data[0] === true;

/** What the gateway turns over each second while it scans. */
const aliveOn = async (): Promise<boolean> => (await io.readCoils(2, 1)).data[0] === true;

/** When the siren next changes to this, by our own clock. World time is wall time here. */
async function sirenTurns(on: boolean): Promise<number> {
  await until(`the siren is ${on ? "on" : "off"}`, async () => (await sirenOn()) === on, 60_000);
  return Date.now();
}

/** The gauge is read each second, and a jump counts with the third read that agrees. */
const untilBelieved = 2_000;
const beatsWander = 100;
/** When the high level was first believed. */
let firstHigh = 0;

test("with the hub dead and both pumps stopped, the siren sounds within 2 s of level-hihi's on-delay", async () => {
  demo.keepDead("hub");
  await demo.breakDevice("vfd-1", "stop");
  await demo.breakDevice("vfd-2", "stop");
  expect(await sirenOn()).toBe(false);
  // Both gauges, the one in use last: a single one would only be put aside.
  await demo.breakDevice("io", "lie", 0.6);
  await demo.breakDevice("gauge-in-a", "lie", 0.6);
  const on = await sirenTurns(true);
  const told = demo.truth().findLastIndex(({ device, fault }) => device === "gauge-in-a" && fault !== undefined);
  const shown = demo.truth().slice(told);
  const jumped = Number(shown.find(({ device, shown }) => device === "gauge-in-a" && shown !== undefined)?.["at"]);
  firstHigh = jumped + untilBelieved;
  expect(on - firstHigh).toBeGreaterThan(onDelay - beatsWander);
  expect(on - firstHigh).toBeLessThanOrEqual(onDelay + 2_000 + late());
  expect((await demo.world()).pumps.map(({ speed }) => speed)).toEqual([0, 0]);
});

test("it sounds for its time, and again at its repeat, although the gateway was killed in between", async () => {
  const off = await sirenTurns(false);
  expect(off - firstHigh - onDelay).toBeGreaterThan(soundsFor - 1_000);
  process.kill(demo.pid("gateway"), "SIGKILL");
  demo.revive();
  const atDeath = await aliveOn();
  let back = 0;
  const due = firstHigh + onDelay + repeats;
  await until(
    "the siren is on again",
    async () => {
      if (back === 0 && (await aliveOn()) !== atDeath) back = Date.now();
      return await sirenOn();
    },
    60_000,
  );
  const again = Date.now();
  // A gateway that a slow machine starts only after the repeat was due sounds it at once.
  expect(again).toBeLessThanOrEqual(Math.max(due, back) + 2_000 + late());
  expect(again).toBeGreaterThan(due - 2_000);
});

test("when the hub is back, the alarm is there with its own onset; acknowledging it silences the siren for good", async () => {
  await until(
    "the alarm is shown",
    async () => {
      try {
        return (await demo.alarm(polderSite, "site.level-inside.level-hihi")) !== undefined;
      } catch {
        return false;
      }
    },
    90_000,
  );
  const alarm = await demo.alarm(polderSite, "site.level-inside.level-hihi");
  expect(Math.abs((alarm?.onset ?? 0) - firstHigh)).toBeLessThan(1_500 + late());
  const path = "/api/v1/alarms/site.level-inside.level-hihi/acknowledge";
  await until("the acknowledge is taken", async () => {
    const { status } = await demo.post(path, { site: polderSite, eventId: alarm?.eventId });
    return status === 200;
  });
  await sirenTurns(false);
  const quietUntil = Date.now() + repeats + 2_000;
  await until(
    "the next repeat is over",
    async () => {
      expect(await sirenOn()).toBe(false);
      return Date.now() > quietUntil;
    },
    repeats + 30_000,
  );
});
