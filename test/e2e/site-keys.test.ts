import { expect, it } from "vitest";
import type { PolderTruth } from "../../simulators/worlds/polder.ts";
import { consoleOf } from "../support/sim-console.ts";
import { SimPolder } from "../support/sim-polder.ts";

const second = 1_000;
const minute = 60 * second;

it("at night the siren waits for the morning, unless the alarm is excepted", async () => {
  const polder = new SimPolder(1, {
    // Half past ten in the evening.
    begin: Date.UTC(2026, 5, 1, 20, 30),
    site: (text) =>
      text
        .replace("priorities: [critical], for: 1min", "priorities: [critical, high], for: 1min")
        .replace('["22:00", "07:00"]', '["22:00", "22:34"]'),
  });
  await polder.during(polder.begin());
  await polder.pass(10 * second);
  polder.world.fault("io", { kind: "door" });
  const sirens: boolean[] = [];
  for (const wait of [3 * minute, 50 * second - second, 2 * second, minute]) {
    await polder.pass(wait);
    sirens.push((polder.world.latest() as PolderTruth).siren);
  }
  expect(sirens).toEqual([false, false, true, false]);
});

it("a drive that is set as it came from its maker raises an alarm that names each setting, and returns", async () => {
  const polder = new SimPolder(2);
  await polder.during(polder.begin());
  await polder.pass(10 * second);
  polder.world.fault("vfd-1", { kind: "settings" });
  await polder.pass(minute + 5 * second);
  polder.world.fault("vfd-1", { kind: "none" });
  await polder.pass(minute + 5 * second);
  const told = polder.content
    .rows("alarm")
    .map(({ tags, fields }) => [tags["variable"], fields["state"], fields["note"]]);
  expect(told.filter(([variable]) => String(variable).startsWith("communication-loss"))).toEqual([
    ["communication-loss-action", "unacknowledged", "communicationLossAction is fault, expected last-speed"],
    ["communication-loss-time", "unacknowledged", "communicationLossTime is 3 s, expected 10 s"],
    ["communication-loss-action", "rtnUnacknowledged", null],
    ["communication-loss-time", "rtnUnacknowledged", null],
  ]);
});

it("with numbers in place of names the same rows are stored, also by an ingest that missed every birth, in fewer bytes", async () => {
  const lives = await Promise.all([true, false].map(lifeWith));
  const [short, long] = lives;
  expect(short?.rows.length).toBeGreaterThan(1_000);
  expect(short?.rows).toEqual(long?.rows);
  expect(short?.live).toEqual(long?.live);
  expect(short?.bytes).toBeLessThan((long?.bytes ?? 0) * 0.8);
});

/** A minute, an ingest that begins anew, and a minute more; what is stored, what the region knows, and what data messages took. */
async function lifeWith(aliases: boolean) {
  const polder = new SimPolder(3, { site: (text) => text.replace("aliases: true", `aliases: ${aliases}`) });
  await polder.during(polder.begin());
  let bytes = 0;
  const connecting = polder.network.link("spy").connect({
    clientId: "spy",
    onClose: () => undefined,
    onMessage: ({ payload }) => {
      bytes += payload.length;
    },
  });
  const spy = await polder.during(connecting);
  await polder.during(spy.subscribe([{ topic: "spBv1.0/+/DDATA/#", qos: 0 }]));
  await polder.pass(minute);
  await polder.during(Promise.resolve(polder.ingest[Symbol.asyncDispose]()));
  await polder.during(polder.startIngest());
  await polder.pass(minute);
  const rows = polder.content
    .rows("reading")
    .map(({ time, tags, fields }) => JSON.stringify([time, tags, fields["value"]]));
  const values = polder.region.latest().get("gemaal-oostpolder")?.values ?? [];
  const live = [...values].map(([path, { value }]) => JSON.stringify([path, value]));
  return { rows: rows.sort(), live: live.sort(), bytes };
}

it("a drive that runs at another speed than it is told raises an alarm, and returns when it follows", async () => {
  const polder = new SimPolder(4);
  await polder.during(polder.begin());
  await polder.pass(4 * minute);
  // What it shows is off by a tenth of full speed.
  polder.world.fault("vfd-1", { kind: "lie", amount: -0.1 });
  await polder.pass(minute);
  polder.world.fault("vfd-1", { kind: "none" });
  await polder.pass(10 * second);
  const told = polder.content.rows("alarm").map(({ tags, fields }) => [tags["condition"], fields["state"]]);
  expect(told).toEqual([
    ["not-following", "unacknowledged"],
    ["not-following", "rtnUnacknowledged"],
  ]);
});

it("without a battery behind the clock a pump rests anew after a power cut, with one it goes on resting", async () => {
  const runs = async (batteryBacked: boolean): Promise<boolean[]> => {
    const site = (text: string) =>
      text.replace("batteryBacked: true", `batteryBacked: ${batteryBacked}`).replace("minOff: 1min", "minOff: 2min");
    const polder = new SimPolder(4, { site });
    await polder.during(polder.begin());
    await polder.pass(110 * second);
    await polder.endGateway("power cut");
    await polder.startGateway();
    const seen: boolean[] = [];
    for (const wait of [45 * second, 100 * second]) {
      await polder.pass(wait);
      seen.push((polder.world.latest() as PolderTruth).pumps.some(({ speed }) => speed > 0));
    }
    return seen;
  };
  expect(await runs(true)).toEqual([true, true]);
  expect(await runs(false)).toEqual([false, true]);
});

it("a silent site is acknowledged from the console: signed by the operator, answered by the region", async () => {
  const polder = new SimPolder(5);
  await polder.during(polder.begin());
  const { desk, post } = await consoleOf(polder);
  desk.start();
  await polder.pass(10 * second);
  await polder.endGateway("kill");
  await polder.pass(3 * minute);
  const key = "gemaal-oostpolder.silent";
  const standing = () => desk.state.sites.get("-")?.alarms.find((alarm) => alarm.key === key);
  expect(standing()).toMatchObject({ state: "unacknowledged" });
  const acknowledge = () =>
    polder.during(
      Promise.resolve(
        post(`/api/v1/alarms/${key}/acknowledge`, {
          site: "-",
          eventId: standing()?.eventId,
          note: "no line since noon",
        }),
      ),
    );
  const answer = await acknowledge();
  expect([answer.statusCode, answer.json().results.at(-1)]).toMatchObject([200, { state: "executed" }]);
  await polder.pass(second);
  expect(standing()).toMatchObject({ state: "acknowledged", acknowledgedBy: "operator" });
  expect((await acknowledge()).statusCode).toBe(409);
});
