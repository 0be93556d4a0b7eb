import { rmSync } from "node:fs";
import type modbusSerial from "modbus-serial";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Instance, polderSite, polderWith, startInstance } from "../support/instance.ts";
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
beforeAll(async () => {
  demo = await startInstance({ config });
  io = await demo.modbus("sensors", 20);
});
afterAll(async () => {
  io?.close(() => undefined);
  await demo?.[Symbol.asyncDispose]();
  rmSync(config, { recursive: true, force: true });
});

const sirenOn = async (): Promise<boolean> => (await io.readCoils(0, 1)).data[0] === true;

/** When the siren next changes to this, by our own clock. World time is wall time here. */
async function sirenTurns(on: boolean, within: number): Promise<number> {
  await until(`the siren is ${on ? "on" : "off"}`, async () => (await sirenOn()) === on, within);
  return Date.now();
}

let firstHigh = 0;

test("with the hub dead and both pumps stopped, the siren sounds within 2 s of level-hihi's on-delay", async () => {
  demo.keepDead("hub");
  await demo.breakDevice("vfd-1", "stop");
  await demo.breakDevice("vfd-2", "stop");
  expect(await sirenOn()).toBe(false);
  // Both gauges, the one in use last: a single one would only be put aside.
  await demo.breakDevice("io", "lie", 0.6);
  await demo.breakDevice("gauge-in-a", "lie", 0.6);
  const on = await sirenTurns(true, onDelay + 5_000);
  const told = demo.truth().findLastIndex(({ device, fault }) => device === "gauge-in-a" && fault !== undefined);
  const shown = demo.truth().slice(told);
  firstHigh = Number(shown.find(({ device, shown }) => device === "gauge-in-a" && shown !== undefined)?.["at"]);
  expect(on - firstHigh).toBeGreaterThanOrEqual(onDelay);
  expect(on - firstHigh).toBeLessThanOrEqual(onDelay + 2_000);
  expect((await demo.world()).pumps.map(({ speed }) => speed)).toEqual([0, 0]);
});

test("it sounds for its time, and again at its repeat, although the gateway was killed in between", async () => {
  const off = await sirenTurns(false, soundsFor + 5_000);
  expect(off - firstHigh - onDelay).toBeGreaterThan(soundsFor - 1_000);
  process.kill(demo.pid("gateway"), "SIGKILL");
  demo.revive();
  const again = await sirenTurns(true, repeats + 5_000);
  expect(again - firstHigh - onDelay).toBeLessThanOrEqual(repeats + 2_000);
  expect(again - firstHigh - onDelay).toBeGreaterThan(repeats - 2_000);
});

test("when the hub is back, the alarm is there with its own onset; acknowledging it silences the siren for good", async () => {
  await until("the alarm is shown", async () => {
    try {
      return (await demo.alarm(polderSite, "site.level-inside.level-hihi")) !== undefined;
    } catch {
      return false;
    }
  });
  const alarm = await demo.alarm(polderSite, "site.level-inside.level-hihi");
  expect(Math.abs((alarm?.onset ?? 0) - firstHigh)).toBeLessThan(1_500);
  const path = "/api/v1/alarms/site.level-inside.level-hihi/acknowledge";
  await until("the acknowledge is taken", async () => {
    const { status } = await demo.post(path, { site: polderSite, eventId: alarm?.eventId });
    return status === 200;
  });
  await sirenTurns(false, 2_000);
  const quietUntil = Date.now() + repeats + 2_000;
  await until(
    "the next repeat is over",
    async () => {
      expect(await sirenOn()).toBe(false);
      return Date.now() > quietUntil;
    },
    repeats + 5_000,
  );
});
