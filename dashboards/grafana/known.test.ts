import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { describe, expect, it } from "vitest";
import { type Shown, shownOf } from "../../test/support/boards/fields.ts";
import { panelsOf, targetsOf } from "./asked.ts";
import { boardFiles } from "./boards.ts";
import { filled } from "./filled.ts";
import type { KnownSite } from "./known.ts";
import { grafanaUnit } from "./units.ts";

const weir: KnownSite = {
  definition: {
    site: "weir",
    variables: [
      { device: "site", variable: "flow", type: "Double", unit: "m3/s", commons: "water", name: "Flow over the weir" },
      { device: "site", variable: "flow-day", type: "Double", unit: "1", commons: "water" },
      { device: "site", variable: "hail", type: "Double", unit: "mm", commons: "water", name: "Hail", maxAge: 90_000 },
      { device: "probe", variable: "t", type: "Double", unit: "Cel", commons: "water", maxAge: 5_000 },
      { device: "meter", variable: "power", type: "Double", unit: "kW", commons: "energy" },
    ],
    actuators: [
      { actuator: "gate", device: "gate", name: "Gate", speed: true },
      {
        ...{ actuator: "store", device: "store", name: "Store", speed: false },
        setpoint: { unit: "kW", min: -5, max: 5, shown: "store/power" },
      },
    ],
  },
  main: ["site/flow", "site/hail", "meter/power"],
  totals: ["site/hail"],
};

const board = (name: string, sites: readonly KnownSite[] = [weir]) => {
  const found = boardFiles("en", sites).find(({ file }) => file === `${name}.json`)?.board;
  if (found === undefined) throw new Error(`there is no board ${name}`);
  return found;
};
const panel = (id: number, of = board("water")): Panel => {
  const found = panelsOf(of).find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no panel ${id}`);
  return found;
};
const named = (id: number, series: string, of = board("water")): Pick<Shown, "unit" | "displayName"> => {
  const { unit, displayName } = shownOf(panel(id, of), series, "A");
  return { ...(unit !== undefined && { unit }), ...(displayName !== undefined && { displayName }) };
};
const mainOf = (of = board("water")) => of.templating.list?.find(({ name }) => name === "main");

describe("boards with the names and units of site files", () => {
  it.each([20, 60])("panel %i shows a variable by its name, in its unit", (id) => {
    expect(named(id, "weir site/flow")).toEqual({
      unit: grafanaUnit("m3/s"),
      displayName: "Flow over the weir (weir)",
    });
    expect(named(id, "weir probe/t")).toEqual({ unit: grafanaUnit("Cel") });
  });

  it("limits have the unit of their variable and keep their own name and dashes", () => {
    expect(named(20, "weir site/flow viable, lowest")).toEqual({
      ...{ unit: grafanaUnit("m3/s"), displayName: `${filled("__field.labels.site")} viable, lowest` },
    });
    const { custom } = shownOf(panel(20), "weir site/flow viable, lowest", "R");
    expect(custom["lineStyle"]).toEqual({ fill: "dash", dash: [20, 8] });
  });

  it("a variable whose id begins alike, one of another site and one of another commons stay as they are", () => {
    for (const series of ["weir site/flow-day", "other site/flow", "weir meter/power"])
      expect(named(20, series), series).toEqual({ unit: "none" });
    expect(named(20, "weir meter/power", board("energy"))).toEqual({ unit: grafanaUnit("kW") });
    expect(named(20, "weir meter/power", board("viability"))).toEqual({ unit: grafanaUnit("kW") });
  });

  it("gaps are bridged for as long as the variable may be old, a minute at least", () => {
    const bridged = (series: string) => shownOf(panel(60), series, "A").custom["spanNulls"];
    expect(["weir site/hail", "weir probe/t", "weir site/flow"].map(bridged)).toEqual([90_000, 60_000, 12 * 60_000]);
  });

  it("what site files speak of stands first; amounts are added up in a plot of their own", () => {
    expect(mainOf()).toMatchObject({ type: "custom", query: "flow", hide: 2, includeAll: true });
    expect(named(40, "weir site/hail")).toEqual({ unit: grafanaUnit("mm"), displayName: "Hail (weir)" });
    expect(targetsOf(panel(40)).map(({ query }) => query)).toEqual([expect.stringMatching(/^SELECT sum\(.*'hail'/)]);
    expect(panelsOf(board("energy")).filter(({ id }) => id === 40)).toEqual([]);
  });

  it("commands have the name of their actuator, and its unit", () => {
    expect(named(30, "weir gate")).toEqual({ unit: grafanaUnit("%"), displayName: "Gate (weir)" });
    expect(named(30, "weir store")).toEqual({ unit: grafanaUnit("kW"), displayName: "Store (weir)" });
  });

  it("without them what has an agreed range stands first, and nothing is added up", () => {
    const any = board("water", []);
    expect(mainOf(any)).toMatchObject({ type: "query", query: expect.stringContaining('FROM "range"'), hide: 2 });
    expect(panelsOf(any).filter(({ id }) => id === 40)).toEqual([]);
    expect(named(20, "weir site/flow", any)).toEqual({ unit: "none" });
  });
});
