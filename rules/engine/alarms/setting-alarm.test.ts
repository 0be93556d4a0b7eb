import { describe, expect, test } from "vitest";
import { step } from "../engine.ts";
import { explain, standingAlarms } from "../explain.ts";
import { Bench, testSite } from "../testing/site.ts";

const path = "vfd-1/communication-loss-action";
const key = "vfd-1.communication-loss-action.setting-differs";
const words = { fault: 1, "last-speed": 2 };
const { points } = testSite();
const setting = {
  unit: "1",
  type: "number",
  writable: false,
  staleAfter: 180_000,
  expects: { setting: "communicationLossAction", value: 2, words },
} as const;

const bench = () => new Bench({ points: { ...points, [path]: setting } });
const states = (site: Bench) => site.alarms().map(({ key, to, note }) => [key, to, note]);

describe("a setting made in a device at commissioning", () => {
  test("raises no alarm while it is as expected, nor before it was ever read", () => {
    const site = bench();
    site.scan();
    site.set({ [path]: 2 }).scan(1000);
    expect(site.alarms()).toEqual([]);
  });

  test("that differs raises one that names it, what is found and what is expected", () => {
    const site = bench().set({ [path]: 1 });
    site.scan(1000);
    const found = "communicationLossAction is fault, expected last-speed";
    expect(states(site)).toEqual([[key, "unacknowledged", found]]);
    expect(standingAlarms(site.engine)[0]?.response).toBe("Set communicationLossAction back to last-speed");
    expect(site.decisions(key).at(-1)?.reason).toBe(`raise: ${found}`);
    expect(explain(site.engine, key, site.now)?.reason).toContain(found);
  });

  test("returns when it is as expected again", () => {
    const site = bench().set({ [path]: 1 });
    site.scan(1000);
    site.set({ [path]: 2 }).scan(1000);
    expect(states(site).at(-1)?.slice(0, 2)).toEqual([key, "rtnUnacknowledged"]);
  });

  test("a number without a word is told as it is", () => {
    const site = bench().set({ [path]: 4 });
    site.scan(1000);
    expect(states(site)[0]?.[2]).toBe("communicationLossAction is 4, expected last-speed");
  });

  test("that the device does not have is told too; a device that is only silent is not", () => {
    const site = bench().set({ [path]: null });
    site.scan(1000);
    expect(site.alarms()).toEqual([]);
    const refused = { path, value: null, quality: "bad", reasons: ["device-fault"], measuredAt: site.now + 1 } as const;
    site.log.push(step(site.engine, { inputs: [refused], actions: [] }, site.now + 1));
    expect(states(site)[0]?.[2]).toBe("communicationLossAction cannot be read, expected last-speed");
  });
});
