import { describe, expect, it } from "vitest";
import type { RangeEvent } from "../../../../core/wire/events.ts";
import { type Site, unheard, type Value } from "../../live/site.ts";
import { viabilityOf } from "./viability.ts";

const range = { viableLow: 0, healthyLow: 2, healthyHigh: 8, viableHigh: 10, target: 5 } as RangeEvent;
const value = (path: string, of: number | null): Value => ({
  path,
  value: of,
  quality: of === null ? "bad" : "good",
  reasons: [],
  measuredAt: 0,
});

function siteWith(id: string, values: Readonly<Record<string, number | null>>): Site {
  const entries = Object.entries(values);
  const variables = entries.map(([path]) => {
    const [device = "", variable = ""] = path.split("/");
    return { device, variable, type: "Double" as const, unit: "m", commons: device };
  });
  return {
    ...unheard(id),
    definition: { site: id, variables },
    values: Object.fromEntries(entries.map(([path, of]) => [path, value(path, of)])),
    ranges: Object.fromEntries(entries.map(([path]) => [path, range])),
  };
}
const live = () => true;

describe("viability", () => {
  it("is told for the region, each site and each commons: how many outside, how many unknown, and the least room", () => {
    const sites = [siteWith("a", { "water/x": 5, "water/y": 11, "air/z": null }), siteWith("b", { "air/z": 9 })];
    const told = viabilityOf(sites, live);
    expect(told).toMatchObject({
      variables: 4,
      outside: 1,
      unknown: 1,
      worst: { site: "a", path: "water/y", room: -0.5 },
    });
    expect(told.sites[0]).toMatchObject({ variables: 3, outside: 1, unknown: 1 });
    expect(told.sites[0]?.commons).toMatchObject([
      { commons: "air", variables: 1, outside: 0, unknown: 1, worst: undefined },
      { commons: "water", variables: 2, outside: 1, unknown: 0, worst: { path: "water/y" } },
    ]);
    expect(told.sites[1]).toMatchObject({ outside: 0, unknown: 0, worst: { room: 0.5 } });
  });

  it("counts what is outdated as unknown, not as inside and not as the worst", () => {
    const told = viabilityOf([siteWith("a", { "w/x": 11, "w/y": 5 })], (_, { path }) => path !== "w/x");
    expect(told).toMatchObject({ outside: 0, unknown: 1, worst: { path: "w/y", room: 1 }, least: [] });
    expect(told.unknowns).toMatchObject([{ path: "w/x", room: null }]);
  });

  it("names the ten with the least room of a whole region, the least first, and none that is healthy", () => {
    const sites = Array.from({ length: 850 }, (_, index) =>
      siteWith(`s${String(index).padStart(3, "0")}`, { "w/x": index < 20 ? 9 + index / 20 : 5 }),
    );
    const { least, variables } = viabilityOf(sites, live);
    expect(variables).toBe(850);
    expect(least.map(({ site }) => site)).toEqual([19, 18, 17, 16, 15, 14, 13, 12, 11, 10].map((one) => `s0${one}`));
    expect(viabilityOf(sites.slice(20), live).least).toEqual([]);
  });

  it("is nothing where no range was agreed", () => {
    expect(viabilityOf([unheard("a")], live)).toMatchObject({ variables: 0, outside: 0, unknown: 0, worst: undefined });
  });
});
