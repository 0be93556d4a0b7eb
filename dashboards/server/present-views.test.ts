import { describe, expect, it } from "vitest";
import type { Definition } from "../../core/wire/definition.ts";
import type { RangeEvent, ViabilityEvent, WireEvent } from "../../core/wire/events.ts";
import { pictureAnswer } from "./api/answers.ts";
import { type DeskState, emptyDesk, type LiveValue, place } from "./desk.ts";
import { picture } from "./picture.ts";
import { ValueFeed } from "./value-feed.ts";
import { described, variablesOf } from "./variables.ts";
import { viabilityTree } from "./viability-tree.ts";

const variable = (device: string, name: string, commons: string) => ({
  device,
  variable: name,
  type: "Double" as const,
  unit: "m",
  commons,
});
const definition = (site: string): Definition => ({
  site,
  place: { name: `Site ${site}` },
  variables: [
    variable("site", "level", "water"),
    variable("gauge", "p1", "water"),
    variable("meter", "power", "energy"),
  ],
});
const value = (path: string, number: number | null, at: number): LiveValue => ({
  path,
  value: number,
  quality: number === null ? "bad" : "good",
  reasons: number === null ? ["comms"] : [],
  measuredAt: at,
});
const range: RangeEvent = {
  ...{ kind: "range", id: "r1", at: 5, device: "site", variable: "level", version: "1" },
  ...{ viableLow: 0, viableHigh: 4, healthyLow: 1, healthyHigh: 3, target: 2 },
};
const viability = (commons: string, at: number, outside: number, margin: number): ViabilityEvent => ({
  ...{ kind: "viability", id: `${commons}-${at}`, at, commons, variables: 3, outside, unknown: 1 },
  worst: [{ device: "site", variable: commons, margin }],
});

function desk(): DeskState {
  let state = emptyDesk;
  for (const site of ["west", "oost"]) {
    state = place(state, { kind: "definition", site, definition: definition(site) }, 1);
    state = place(
      state,
      { kind: "values", site, values: [value("site/level", 3.5, 100), value("gauge/p1", null, 90)] },
      2,
    );
  }
  const events: WireEvent[] = [range, viability("water", 60, 1, -0.5), viability("air", 60, 0, 0.2)];
  state = place(state, { kind: "events", site: "oost", events }, 3);
  state = place(state, { kind: "events", site: "west", events: [viability("water", 50, 2, -1)] }, 3);
  return place(state, { kind: "recalled", site: "oost", events: [viability("water", 10, 3, -9)] }, 4);
}

it("the whole picture has just the members that the API describes", () => {
  const described = pictureAnswer.shape.sites.element.strict();
  const { sites } = picture(desk(), 10);
  expect(sites.map((site) => described.safeParse(site).error)).toEqual([undefined, undefined]);
});

describe("variables", () => {
  const all = { limit: 1000 };
  it("stand in order, each with value, age, range and room", () => {
    const [first, second, third] = variablesOf(desk(), all, 150);
    expect(first).toMatchObject({
      site: "oost",
      device: "gauge",
      variable: "p1",
      value: null,
      quality: "bad",
      age: 60,
    });
    expect(second).toMatchObject({
      device: "meter",
      value: null,
      quality: null,
      measuredAt: null,
      age: null,
      range: null,
    });
    expect(third).toMatchObject({
      device: "site",
      value: 3.5,
      age: 50,
      range: { viableHigh: 4, target: 2 },
      margin: 0.5,
    });
  });

  it("come in pages that together are all of them, once", () => {
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const page = variablesOf(desk(), { limit: 4, after }, 150);
      if (page.length === 0) break;
      seen.push(...page.map((one) => `${one.site}/${one.device}/${one.variable}`));
      after = seen.at(-1);
    }
    expect([seen.length, new Set(seen).size, seen]).toEqual([6, 6, [...seen].sort()]);
  });

  it.each([
    [{ site: "west" }, 3],
    [{ commons: "energy" }, 2],
    [{ quality: "bad" as const }, 2],
    [{ site: "nowhere" }, 0],
  ])("are narrowed by %o to %i", (asked, count) => {
    expect(variablesOf(desk(), { ...all, ...asked }, 150)).toHaveLength(count);
  });

  it("have a unit once their site has told it", () => {
    expect(described(desk(), { site: "oost", device: "site", variable: "level" })).toEqual({ unit: "m", name: null });
    expect(described(desk(), { site: "oost", device: "x", variable: "y" })).toEqual({ unit: "", name: null });
  });
});

describe("viability", () => {
  it("is summed from commons to site to region, with the least margin; an older word never replaces a newer", () => {
    expect(viabilityTree("vale", desk(), {})).toMatchObject({
      ...{ region: "vale", variables: 9, outside: 3, unknown: 3 },
      worst: { site: "west", variable: "water", margin: -1 },
      sites: [
        {
          ...{ site: "oost", name: "Site oost", online: true, variables: 6, outside: 1 },
          commons: [{ commons: "air" }, { commons: "water", at: 60, worst: { margin: -0.5 } }],
        },
        { site: "west", outside: 2 },
      ],
    });
  });

  it("is narrowed by site and commons; nothing is told of what is not there", () => {
    expect(viabilityTree("vale", desk(), { commons: "air" })).toMatchObject({
      variables: 3,
      sites: [{ site: "oost" }],
    });
    expect(viabilityTree("vale", desk(), { site: "x" })).toEqual({
      ...{ region: "vale", variables: 0, outside: 0, unknown: 0, worst: null, sites: [] },
    });
  });
});

describe("values that wait", () => {
  it("are the newest of each variable, however many came", () => {
    const feed = new ValueFeed();
    for (let at = 0; at < 100_000; at += 1) feed.put({ site: "oost", values: [value(`a/v${at % 3}`, at, at)] });
    feed.put({ site: "oost", values: [value("a/v0", -1, 5)] });
    const [sent] = feed.take();
    expect(sent?.values.map(({ value: number }) => number)).toEqual([99_999, 99_997, 99_998]);
    expect(feed.take()).toEqual([]);
  });
});
