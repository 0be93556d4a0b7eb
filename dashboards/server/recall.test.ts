import { expect, it } from "vitest";
import { alarmEvent } from "../../test/support/records.ts";
import { emptyDesk, place } from "./desk.ts";
import { recall } from "./recall.ts";

const alarm = alarmEvent({ id: "1-x.-1", at: 5, onset: 5 });
const range = {
  time: 4,
  site: "oost",
  device: "site",
  variable: "level",
  healthy_low: -2.45,
  healthy_high: -2.35,
  version: "7",
};

it("gives a new desk the ranges in force and what happened last, without calling the site heard", async () => {
  const asked: string[] = [];
  const inputs = await recall("north", async (text) => {
    asked.push(text);
    if (text.includes("FROM range")) return [range, { time: 1, site: "broken" }];
    return text.includes("FROM alarm")
      ? [
          { site: "oost", body: JSON.stringify(alarm) },
          { site: "oost", body: "no" },
        ]
      : [];
  });
  expect(asked.every((text) => text.includes("region = 'north'"))).toBe(true);
  const state = inputs.reduce((before, input) => place(before, input, 1_000), emptyDesk);
  const view = state.sites.get("oost");
  expect(view?.ranges.get("site/level")).toMatchObject({ healthyLow: -2.45, viableLow: null, target: null });
  expect(view?.heardAt).toBe(0);
  expect(state.events.map(({ event }) => event.id)).toContain("1-x.-1");
});
