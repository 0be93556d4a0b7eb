import { expect, it } from "vitest";
import type { RangeEvent } from "../../../../core/wire/events.ts";
import { type Actuator, type Site, unheard } from "../../live/site.ts";
import { arrowPath, schematicOf } from "./schematic.ts";

const actuator = (id: string, reads?: string[]): Actuator => ({
  actuator: id,
  device: id,
  name: id,
  speed: true,
  ...(reads && { reads }),
});

function site(actuators: Actuator[], ranged: readonly string[] = []): Site {
  const variables = [
    { device: "site", variable: "level", type: "Double" as const, unit: "m", commons: "water", name: "Level" },
  ];
  return {
    ...unheard("s"),
    definition: { site: "s", variables, actuators },
    ranges: Object.fromEntries(ranged.map((path) => [path, {} as RangeEvent])),
  };
}

it("the schematic shows what reflexes read and what they move, and an arrow for each", () => {
  const drawn = schematicOf(site([actuator("siren"), actuator("pump", ["site/level", "io/float"])]));
  expect(drawn.inputs).toEqual([
    { path: "site/level", name: "Level" },
    { path: "io/float", name: "io/float" },
  ]);
  expect(drawn.actuators.map(({ actuator: id }) => id)).toEqual(["pump", "siren"]);
  expect(drawn.arrows).toEqual([
    { from: "site/level", to: "pump" },
    { from: "io/float", to: "pump" },
  ]);
});

it("a variable with an agreed range is shown though nothing reads it, and none twice", () => {
  const { inputs } = schematicOf(site([actuator("a", ["x/b"]), actuator("c", ["x/b"])], ["x/a", "x/b"]));
  expect(inputs.map(({ path }) => path)).toEqual(["x/b", "x/a"]);
});

it("a site that told nothing has an empty schematic", () => {
  expect(schematicOf(unheard("s"))).toEqual({ inputs: [], actuators: [], arrows: [] });
});

it("an arrow leaves and arrives level", () => {
  expect(arrowPath({ x: 0, y: 10 }, { x: 100, y: 50 })).toBe("M0 10C50 10 50 50 100 50");
});
