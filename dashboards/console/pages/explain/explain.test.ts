import { describe, expect, it } from "vitest";
import { margin } from "../../../../core/margin.ts";
import type { AlarmEvent, DecisionEvent, RangeEvent } from "../../../../core/wire/events.ts";
import { unheard } from "../../live/site.ts";
import { aroundOf, causedBy, contendersOf, marginSum, readBackOf, restedOn, stepsOf, withLive } from "./decided.ts";
import { found, sitesWith, subjectsOf } from "./subjects.ts";

const decision = (changes: Partial<DecisionEvent> = {}): DecisionEvent => ({
  ...{ kind: "decision", at: 100, id: "1", actuator: "pump-1", value: 80, layer: "homeostasis", reason: "drain" },
  ...{ ruleVersion: "7", inputs: [], refused: [], ...changes },
});
const alarm = (changes: Partial<AlarmEvent>): AlarmEvent => ({
  ...{ kind: "alarm", at: 100, id: "2", key: "pump-1.failed", device: "pump-1", variable: "", condition: "failed" },
  ...{ priority: "high", from: "normal", to: "unacknowledged", transition: "raise", value: null, limit: null },
  ...{ quality: "good", onset: 90, ...changes },
});
const range: RangeEvent = {
  ...{ kind: "range", at: 1, id: "r", device: "site", variable: "level", viableLow: 0, viableHigh: 10 },
  ...{ healthyLow: 4, healthyHigh: 6, target: 5, version: "7" },
};

describe("a decision", () => {
  it("is told with each input's margin in the range of that time, and none where there is no value or no range", () => {
    const input = (path: string, value: number | null) => ({ path, value, quality: "good" as const, age: 5 });
    const inputs = [input("site/level", 2), input("site/level", null), input("site/rain", 3)];
    expect(restedOn(decision({ inputs }), [range]).map((one) => [one.range?.version, one.margin])).toEqual([
      ["7", 0.5],
      ["7", null],
      [undefined, null],
    ]);
  });

  it("tells apart what a rule held back and what a higher layer went before", () => {
    const refused = [
      { layer: "homeostasis", value: 79, by: "minimum-off-time" },
      { layer: "exercise", value: 30, by: "homeostasis drain" },
    ];
    expect(contendersOf(decision({ refused })).map(({ outcome, by }) => [outcome, by])).toEqual([
      ["won", undefined],
      ["held", "minimum-off-time"],
      ["outranked", "homeostasis drain"],
    ]);
  });

  it("stands between the one before and the one after it", () => {
    const nothing = { subject: "pump-1", words: [], ranges: [], around: [], rested: [] };
    const records = [alarm({ at: 120 }), decision(), decision({ at: 60, id: "0" })];
    expect(stepsOf({ ...nothing, records, next: 140 })).toEqual({ decision: decision(), before: 60, after: 140 });
    const rested = [decision({ at: 70 })];
    expect(stepsOf({ ...nothing, records: [], rested, next: null })).toMatchObject({
      decision: { at: 70 },
      after: undefined,
    });
  });

  it("about an alarm is known by the transition that names it, and does not follow itself", () => {
    const nothing = { subject: "pump-1.failed", words: [], next: null, ranges: [], rested: [] };
    const raised = alarm({ decision: "1" });
    expect(causedBy(decision(), { ...nothing, records: [decision(), alarm({ id: "0" }), raised], around: [] })).toBe(
      raised,
    );
    expect(causedBy(decision({ id: "5" }), { ...nothing, records: [raised], around: [] })).toBeUndefined();
  });

  it("has alarms that followed, and what people did before and after", () => {
    const events = [
      alarm({ at: 50 }),
      alarm({ at: 60, transition: "acknowledge", actor: "anna" }),
      decision({ at: 90, layer: "override" }),
      alarm({ at: 100, id: "3", decision: "1" }),
      alarm({ at: 130, id: "4" }),
    ];
    const { alarms, people } = aroundOf(events, { at: 100, id: "1" });
    expect([alarms.map(({ at }) => at), people.map(({ at }) => at)]).toEqual([[130], [60, 90]]);
  });
});

it.each([
  [2, range, { edge: 4, bound: 0, room: 2, width: 4 }],
  [-1, range, { edge: 4, bound: 0, room: -1, width: 4 }],
  [9, range, { edge: 6, bound: 10, room: 1, width: 4 }],
  [5, range, undefined],
  [9, { ...range, viableHigh: null }, undefined],
  [9, { ...range, viableHigh: 6 }, undefined],
  [2, { ...range, healthyLow: null }, undefined],
])("a margin at %d is the sum of what a hand can measure", (value, limits, sum) => {
  expect(marginSum(value, limits)).toEqual(sum);
  if (sum !== undefined) expect(sum.room / sum.width).toBe(margin(value, limits));
});

it("what is not stored yet is around it too: of its site, near it, each once", () => {
  const live = [
    { site: "oost", event: alarm({ id: "stored" }) },
    { site: "oost", event: alarm({ id: "new", at: 90, transition: "acknowledge", actor: "anna" }) },
    { site: "oost", event: decision({ id: "ordered", at: 101, layer: "override" }) },
    { site: "oost", event: decision({ id: "reflex", at: 101 }) },
    { site: "oost", event: alarm({ id: "late", at: 1_000_000 }) },
    { site: "west", event: alarm({ id: "elsewhere" }) },
  ];
  const around = withLive([alarm({ id: "stored" })], live, { site: "oost", at: 100 });
  expect(around.map(({ id }) => id)).toEqual(["new", "stored", "ordered"]);
});

describe("what was read back", () => {
  it("is what stood before, when it changed first, and what stood last", () => {
    const points = [
      [90, 0],
      [99, 0],
      [103, null],
      [104, 40],
      [110, 79],
    ] as const;
    expect(readBackOf(points, 100)).toEqual({ before: 0, changed: { after: 4, value: 40 }, last: 79 });
  });

  it("says nothing where nothing was read, and no change where there was none", () => {
    expect(readBackOf([], 100)).toEqual({ before: null, changed: undefined, last: null });
    expect(
      readBackOf(
        [
          [90, 1],
          [120, 1],
        ],
        100,
      ),
    ).toEqual({ before: 1, changed: undefined, last: 1 });
  });
});

describe("what can be explained", () => {
  const variables = [
    { device: "site", variable: "level", type: "Double" as const, unit: "m", commons: "water", name: "Level" },
  ];
  const actuators = [{ actuator: "pump-1", device: "vfd-1", name: "Pump 1", speed: true }];
  const sites = ["oost", "west"].map((site) => ({ ...unheard(site), definition: { site, variables, actuators } }));
  const all = subjectsOf(sites);

  it("is found by any of its words, with its site, what begins with them first", () => {
    const ids = (text: string) =>
      found(all, text, new Map([["west", "Gemaal West"]])).map(({ site, id }) => `${site} ${id}`);
    expect(ids("pump")).toEqual(["oost pump-1", "west pump-1"]);
    expect(ids("LEVEL gemaal")).toEqual(["west site/level"]);
    expect(ids(" ")).toEqual([]);
  });

  it("is told apart by site where several have it", () => {
    expect([sitesWith(all, "pump-1"), sitesWith(all, "pump-9")]).toEqual([["oost", "west"], []]);
  });
});
