import { describe, expect, it } from "vitest";
import type { StandingAlarm } from "../../../../core/wire/alarm-digest.ts";
import type { AlarmEvent, DecisionEvent } from "../../../../core/wire/events.ts";
import { unheard } from "../../live/site.ts";
import { answerWords } from "../../parts/answer-words.ts";
import { filterIn, passes, unknownSite } from "./filter.ts";
import { shelvingTimes } from "./shelving-times.ts";
import { standingOf } from "./standing.ts";
import { ofAlarm, storyOf } from "./story.ts";

const alarm = (key: string, changes: Partial<StandingAlarm> = {}): StandingAlarm => ({
  ...{ key, device: "pump-1", variable: "running", condition: "pump-failed", priority: "medium" },
  ...{ state: "unacknowledged", onset: 1_000, since: 1_000, eventId: "e", value: null, response: "look", ...changes },
});
const shelved = { by: "anna", reason: "work", since: 1, until: 9_000, oneShot: false, occurred: 2 };
const all = { site: undefined, priority: undefined, state: undefined };
const keys = (rows: readonly { readonly alarm: StandingAlarm }[]) => rows.map((row) => row.alarm.key);

describe("the filter in the address", () => {
  const asked = (search: string) => filterIn(new URLSearchParams(search));

  it("is read, and what is no filter asks for nothing", () => {
    expect(asked("site=oost&priority=high&state=latched")).toEqual({
      site: "oost",
      priority: "high",
      state: "latched",
    });
    expect(asked("site=&priority=urgent&state=gone")).toEqual(all);
  });

  it.each([
    ["unacknowledged", ["unacknowledged", "rtnUnacknowledged", "latchedUnacknowledged"]],
    ["acknowledged", ["acknowledged"]],
    ["returned", ["rtnUnacknowledged"]],
    ["latched", ["latchedUnacknowledged", "latchedAcknowledged"]],
  ])("%s keeps %o", (choice, kept) => {
    const states = ["unacknowledged", "acknowledged", "rtnUnacknowledged", "latchedUnacknowledged"] as const;
    const rows = [...states, "latchedAcknowledged" as const].map((state) => ({
      site: "a",
      alarm: alarm("x", { state }),
    }));
    const left = rows.filter((row) => passes(row, asked(`state=${choice}`)));
    expect(left.map((row) => row.alarm.state).sort()).toEqual([...kept].sort());
  });
});

it("a site that nobody knows is named, never taken for one without alarms; before the first picture nothing is", () => {
  const climbed = { ...unheard("-"), alarms: [alarm("noord.silent", { device: "noord", variable: "gateway" })] };
  const asked = (site: string | undefined, known = [unheard("oost"), climbed]) => unknownSite({ ...all, site }, known);
  expect([asked("zz"), asked("oost"), asked("-"), asked("noord"), asked(undefined), asked("zz", [])]).toEqual([
    "zz",
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

describe("what stands", () => {
  const site = { ...unheard("oost"), alarms: [alarm("pump-1.failed"), alarm("hidden", { shelved, state: "normal" })] };
  const copy = alarm("oost.pump-1.failed", { device: "oost", variable: "pump-1" });

  it("shows an alarm that climbed once, at its site, and says that it climbed", () => {
    const { lines, count, climbed } = standingOf([site, { ...unheard("-"), alarms: [copy] }], all);
    expect([lines.map(({ first }) => first.site), count, [...climbed]]).toEqual([["oost"], 1, ["oost/pump-1.failed"]]);
  });

  it("shows what climbed from a site that tells nothing any more", () => {
    const { lines } = standingOf([unheard("oost"), { ...unheard("-"), alarms: [copy] }], all);
    expect(lines.map(({ first }) => first.alarm.key)).toEqual(["oost.pump-1.failed"]);
  });

  it("keeps what is shelved apart and in sight whatever priority or state is asked for", () => {
    const { lines, shelved: hidden } = standingOf([site], { ...all, priority: "low", state: "latched" });
    expect([lines, keys(hidden)]).toEqual([[], ["hidden"]]);
    expect(standingOf([site], { ...all, site: "west" }).shelved).toEqual([]);
  });

  it("is ten lines in a flood, with the first on top of those that came with it", () => {
    const flood = Array.from({ length: 40 }, (_, n) => alarm(`a${n}`, { onset: 1_000_000 + n * 100 }));
    const apart = Array.from({ length: 5 }, (_, n) => alarm(`b${n}`, { onset: n * 60_000 }));
    const { lines, count } = standingOf([{ ...unheard("oost"), alarms: [...flood.reverse(), ...apart] }], all);
    expect(lines.length).toBeLessThanOrEqual(10);
    expect([count, lines.find(({ others }) => others.length > 0)?.first.alarm.key]).toEqual([45, "a0"]);
  });
});

it("a critical alarm is shelved for an hour at most, others for a shift", () => {
  const longest = (limits: Parameters<typeof shelvingTimes>[0]): number => Math.max(0, ...shelvingTimes(limits));
  expect([longest({ priority: "critical" }), longest({ priority: "low" })]).toEqual([3_600_000, 28_800_000]);
});

it.each([
  [7_200_000, 7_200_000],
  [600_000, 600_000],
  [0, undefined],
])("an alarm whose site allows %s ms is offered no more", (longestShelving, most) => {
  expect(shelvingTimes({ priority: "low", longestShelving }).at(-1)).toBe(most);
});

describe("the story", () => {
  const event = (changes: Partial<AlarmEvent>): AlarmEvent => ({
    ...{ kind: "alarm", at: 10, id: "1", key: "pump-1.failed", device: "pump-1", variable: "", condition: "failed" },
    ...{ priority: "high", from: "normal", to: "unacknowledged", transition: "raise", value: null, limit: null },
    ...{ quality: "good", onset: 5, ...changes },
  });
  const decision = (changes: Partial<DecisionEvent>): DecisionEvent => ({
    ...{
      kind: "decision",
      at: 10,
      id: "0",
      actuator: "pump-1.failed",
      value: null,
      layer: "alarm",
      reason: "raise: stuck",
    },
    ...{ ruleVersion: "7", inputs: [], refused: [], ...changes },
  });
  const rung = (at: number, actuator: string, words: string) => ({
    site: "-",
    event: decision({
      at,
      id: `r${at}`,
      actuator,
      layer: "ladder",
      reason: `rung ${words}; high, unacknowledged since T`,
    }),
  });
  const told = storyOf([
    rung(30, "oost.pump-1.failed", "duty told again: nobody acknowledged"),
    rung(20, "oost.pump-1.failed", "duty started: at once"),
    { site: "oost", event: event({ decision: "0" }) },
    { site: "oost", event: decision({}) },
    { site: "-", event: event({ id: "c", key: "oost.pump-1.failed", device: "oost", variable: "pump-1" }) },
    rung(40, "west.silent", "region started: at once"),
  ]);

  it("is in order, tells what climbed once, and why each was", () => {
    expect(told.map(({ at, site, key, because }) => [at, site, key, because])).toEqual([
      [10, "oost", "pump-1.failed", "stuck"],
      [20, "oost", "pump-1.failed", "at once"],
      [30, "oost", "pump-1.failed", "nobody acknowledged"],
      [40, "-", "west.silent", "at once"],
    ]);
  });

  it("of one alarm leaves the others out", () => {
    expect(ofAlarm(told, "-", "west.silent")).toHaveLength(1);
    expect(ofAlarm(told, "oost", "pump-1.failed")).toHaveLength(3);
  });
});

it("an answer is said in words, and what nobody knows as it came", () => {
  expect(answerWords("refused: not-shelvable: its `shelve.max` is 0s")).toBe(
    "refused: it may not be shelved: its `shelve.max` is 0s",
  );
  expect(answerWords("constructor")).toBe("constructor");
});
