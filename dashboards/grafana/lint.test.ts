import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { describe, expect, it } from "vitest";
import { measurements } from "../../ingest/measurements.ts";
import { isRow } from "./asked.ts";
import { boardFiles } from "./boards.ts";
import { boardFaults, setFaults } from "./lint.ts";

const water = boardFiles("en").find(({ file }) => file === "water.json")?.text ?? "";
type Target = { query: string; refId: string };
const targetsIn = (panel: Panel): Target[] => (panel.targets ?? []) as unknown as Target[];

/** The water board with something wrong in it. `trend` is its first trend, `board` all of it. */
function planted(plant: (board: Dashboard, trend: Panel) => void): readonly string[] {
  const board = JSON.parse(water) as Dashboard;
  const trend = (board.panels ?? []).find(({ id }) => id === 20) as Panel;
  plant(board, trend);
  return boardFaults(board, measurements);
}

const foldedIn = (board: Dashboard): Panel =>
  (board.panels ?? []).filter(isRow).flatMap(({ panels }) => panels)[0] as Panel;

const query = (change: (text: string) => string) => (_: Dashboard, trend: Panel) => {
  const [target] = targetsIn(trend);
  if (target !== undefined) target.query = change(target.query);
};

const plants: readonly [string, (board: Dashboard, trend: Panel) => void, RegExp][] = [
  ["a panel without an id", (_, trend) => void delete trend.id, /has no id/],
  ["an id that stands twice", (_, trend) => Object.assign(trend, { id: 30 }), /panel id 30 stands twice/],
  ["a title that stands twice", (_, trend) => Object.assign(trend, { title: "Quality" }), /title Quality stands twice/],
  ["a uid of another", (board) => Object.assign(board, { uid: "mine" }), /uid mine is not ours/],
  ["a panel over another", (_, { gridPos }) => Object.assign(gridPos ?? {}, { y: 2 }), /panels 1 and 20 overlap/],
  ["a folded panel without an id", (board) => void delete foldedIn(board).id, /has no id/],
  [
    "a folded panel beyond the grid",
    (board) => Object.assign(foldedIn(board).gridPos ?? {}, { x: 20 }),
    /panel 60 leaves the grid/,
  ],
  ["a folded panel without a unit", (board) => void delete foldedIn(board).fieldConfig, /panel 60 has no unit/],
  ["a panel beyond the grid", (_, { gridPos }) => Object.assign(gridPos ?? {}, { x: 20 }), /leaves the grid/],
  [
    "a variable nobody defined",
    (_, trend) => Object.assign(trend, { description: "$valve" }),
    /valve is used and not defined/,
  ],
  [
    "a variable nobody uses",
    (board) => board.templating.list?.push({ type: "constant" as never, name: "spare" }),
    /spare is defined and not used/,
  ],
  ["no unit", (_, { fieldConfig }) => void delete fieldConfig?.defaults.unit, /panel 20 has no unit/],
  [
    "a unit Grafana does not know",
    (_, { fieldConfig }) => Object.assign(fieldConfig?.defaults ?? {}, { unit: "furlong" }),
    /unknown unit furlong/,
  ],
  [
    "a measurement that is not there",
    query((text) => text.replace('"reading"', '"readings"')),
    /no measurement readings/,
  ],
  ["a field that is not there", query((text) => text.replace('mean("value")', 'mean("volume")')), /no field volume/],
  ["a tag that is not there", query((text) => text.replace('"commons" =', '"machine" =')), /no tag machine/],
  ["a group that is not there", query((text) => text.replace(', "device"', ', "machine"')), /no tag machine/],
  ["a query without the time shown", query((text) => text.replace(" AND $timeFilter", "")), /not bound to the time/],
  [
    "a query outside the subset",
    query((text) => text.replace("mean(", "median(")),
    /function median\(\) is not supported/,
  ],
  ["a query asked twice", (_, trend) => targetsIn(trend).push({ ...(targetsIn(trend)[0] as Target) }), /asks A twice/],
  [
    "an annotation without its text",
    (board) => {
      const target = board.annotations.list?.[1]?.target as unknown as Target;
      target.query = target.query.replace('"reason"', '"value"');
    },
    /does not select reason/,
  ],
];

describe("the lint of boards", () => {
  it("finds nothing in the board as it is", () => {
    expect(planted(() => undefined)).toEqual([]);
  });

  it.each(plants)("finds %s", (_, plant, fault) => {
    expect(planted(plant)).toContainEqual(expect.stringMatching(fault));
  });

  it("finds boards that cannot stand beside each other", () => {
    const board = JSON.parse(water) as Dashboard;
    expect(setFaults([board, board])).toEqual(["uid homeostat-water stands twice", "title Water stands twice"]);
  });
});
