import { beforeAll, describe, expect, test } from "vitest";
import type { PolderTruth } from "../../simulators/worlds/polder.ts";
import { SimPolder, siteId } from "../support/sim-polder.ts";

const second = 1_000;
const minute = 60 * second;

/** The demo with one gauge inside, which goes to the safe state two minutes after that gauge is lost. */
const polder = new SimPolder(3, {
  site: (text) =>
    text
      .replace("order: [gauge-in-a/level, site/level-in-b]", "order: [gauge-in-a/level]")
      .replace("{ do: hold, for: 15min }", "{ do: hold, for: 1min }")
      .replace(/ +- \{ do: programme.*\n/, ""),
});

const speeds = (): number[] =>
  (polder.world.latest() as PolderTruth).pumps.map(({ speed }) => Math.round(speed * 100) / 100);
const gauge = (kind: string) => polder.world.fault("gauge-in-a", { kind });
const reasons = () =>
  polder.content
    .rows("decision")
    .filter(({ tags }) => tags["site"] === siteId && tags["actuator"] === "pump-1")
    .map(({ fields }) => String(fields["body"]));

beforeAll(async () => {
  await polder.during(polder.begin());
  await polder.pass(4 * minute);
});

describe("the level is lost for good", () => {
  test("the drives are let go, the relay gives them to their floats, and those run the pump on at full speed", async () => {
    const [before = 0, other] = speeds();
    expect([before > 0.6 && before < 0.95, other]).toEqual([true, 0]);
    gauge("unplug");
    // Stale, ridden through, held: until then the pump goes on as it was told.
    await polder.pass(10 * second + minute + 30 * second);
    expect(speeds()[0]).toBeCloseTo(before, 1);
    await polder.pass(3 * minute);
    expect(speeds()).toEqual([1, 0]);
    expect(reasons().at(-1)).toContain("safe state release");
  });

  test("a restart of the gateway takes nothing back from the floats", async () => {
    await polder.endGateway("kill");
    await polder.pass(5 * second);
    await polder.startGateway();
    for (let passed = 0; passed < 12; passed += 1) {
      await polder.pass(5 * second);
      expect(speeds()).toEqual([1, 0]);
    }
  });

  test("a gauge that comes back takes the drives back, and the pump is told its speed again", async () => {
    gauge("none");
    await polder.pass(minute);
    const [speed = 0] = speeds();
    expect(speed).toBeGreaterThan(0.6);
    expect(speed).toBeLessThan(0.95);
    expect(reasons().at(-1)).toContain("above target");
  });
});
