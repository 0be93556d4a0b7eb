import { expect, it } from "vitest";
import type { DecisionEvent } from "../../core/wire/events.ts";
import { alarmEvent } from "../../test/support/records.ts";
import { explain, whyOrRested } from "./explanation.ts";

const at = 1_000_000;
const decided = (changes: Partial<DecisionEvent>): DecisionEvent => ({
  ...{ kind: "decision", at, id: "1", actuator: "pump-1", value: 80, layer: "homeostasis", reason: "drain" },
  ...{ ruleVersion: "7", refused: [] },
  inputs: [{ path: "site/level", value: 1, quality: "good", age: 0 }],
  ...changes,
});
const raised = alarmEvent({ at: at + 5, id: "2", onset: at });
const rangeRow = { time: at - 9, site: "oost", device: "site", version: "7", viable_low: -2, healthy_high: 1 };
const others = decided({ actuator: "pump-2", inputs: [] });

/** A store that knows the tables above, and notes what it was asked. */
function storeOf(decisions: readonly DecisionEvent[]) {
  const asked: string[] = [];
  const ask = async (influxql: string) => {
    asked.push(influxql);
    if (influxql.includes("FROM range")) {
      return [
        { ...rangeRow, variable: "level" },
        { ...rangeRow, variable: "elsewhere" },
      ];
    }
    if (influxql.includes("FROM alarm")) return [{ body: JSON.stringify(raised) }, { body: "no event" }];
    if (/ASC LIMIT 1$/.test(influxql)) return [{ body: JSON.stringify(decided({ at: at + 60_000 })) }];
    const around = [decided({}), decided({ layer: "override", at: at - 7 })];
    if (influxql.includes("ASC LIMIT")) return around.map((event) => ({ body: JSON.stringify(event) }));
    return decisions.map((event) => ({ body: JSON.stringify(event) }));
  };
  return { asked, ask };
}

it("tells the next decision, the ranges in force of its inputs, and what was around it", async () => {
  const { asked, ask } = storeOf([decided({})]);
  const told = await explain("pump-1", { site: "oost", now: at + 5_000_000 }, ask);
  expect(told.next).toBe(at + 60_000);
  expect(told.ranges).toEqual([
    expect.objectContaining({ variable: "level", viableLow: -2, viableHigh: null, healthyHigh: 1, version: "7" }),
  ]);
  expect(told.around.map((event) => [event.kind, event.at])).toEqual([
    ["decision", at - 7],
    ["alarm", at + 5],
  ]);
  expect(asked.every((influxql) => influxql.includes("site = 'oost'"))).toBe(true);
  expect(asked.find((influxql) => influxql.includes("FROM range"))).toContain(`time <= ${at}ms`);
  expect(asked.find((influxql) => /ASC LIMIT 1$/.test(influxql))).toContain(`time >= ${at + 1}ms`);
});

it("explains a variable by the decisions that rested on it", async () => {
  const { ask } = storeOf([others, decided({ id: "3" })]);
  const { rested } = await explain("site/level", { site: "oost", at, now: at }, ask);
  expect(rested.map(({ id }) => id)).toEqual(["3"]);
});

it("asks for nothing around it where no site was named", async () => {
  const { asked, ask } = storeOf([decided({})]);
  expect(await explain("pump-1", { now: at }, ask)).toMatchObject({ next: null, ranges: [], around: [], rested: [] });
  expect(asked).toEqual(["SELECT body FROM decision WHERE actuator = 'pump-1' ORDER BY time DESC LIMIT 20"]);
});

it("finds the decisions that rested on a variable without a site too, each once, and of an actuator asks no more", async () => {
  const { asked, ask } = storeOf([others, decided({ id: "3" }), decided({ id: "4", at: at - 1 })]);
  const { records, words } = await whyOrRested("site/level", {}, ask);
  expect(records.map(({ kind, id }) => [kind, id])).toEqual([
    ["alarm", "2"],
    ["decision", "1"],
    ["decision", "3"],
    ["decision", "4"],
  ]);
  expect(words[2]).toContain("pump-1: run at 80 %, decided by homeostasis because drain");
  expect(asked.at(-1)).toBe("SELECT body FROM decision ORDER BY time DESC LIMIT 300");
  asked.length = 0;
  await whyOrRested("pump-1", { at }, ask);
  expect(asked.filter((influxql) => influxql.includes("FROM decision"))).toHaveLength(1);
  await whyOrRested("site/level", { site: "oost", at }, ask);
  expect(asked.at(-1)).toContain(`WHERE site = 'oost' AND time <= ${at}ms ORDER`);
});
