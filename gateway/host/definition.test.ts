import { describe, expect, it } from "vitest";
import { readTextFile } from "../../core/io/files.ts";
import { drivers } from "../drivers/index.ts";
import { loadSite } from "../site/load-site.ts";
import { definitionOf } from "./definition.ts";

function example(file = "polder") {
  const loaded = loadSite(`examples/lage-landen/${file}.yaml`, { read: readTextFile, drivers });
  if (!loaded.ok) throw new Error("the example has faults");
  return loaded.value.engine;
}

describe("how old a reading may become, in the definition of a site", () => {
  const engine = example();
  const { variables } = definitionOf(engine);
  const maxAge = (path: string) => variables.find((one) => `${one.device}/${one.variable}` === path)?.maxAge;

  it("is, of a point that is sent at each read, when it would be called stale", () => {
    const [path, point] = Object.entries(engine.points)[0] ?? [];
    expect(point?.staleAfter).toBeGreaterThan(0);
    expect(maxAge(path ?? "")).toBe(point?.staleAfter);
  });

  it("is, of a variable that is sent on change, how often it is sent at least", () => {
    expect(engine.variables["site/level-inside"]?.publish?.every).toBe(60_000);
    expect(maxAge("site/level-inside")).toBe(60_000);
  });

  it("is not told where nothing bounds it", () => {
    expect(engine.variables["site/head"]?.publish).toBeUndefined();
    expect(variables.find(({ variable }) => variable === "head")).not.toHaveProperty("maxAge");
  });
});

describe("what an actuator is moved by, in the definition of a site", () => {
  const readsOf = (file: string, id: string) =>
    definitionOf(example(file)).actuators?.find(({ actuator }) => actuator === id)?.reads;

  it("is what its reflexes read: levels, conditions, powers, air", () => {
    expect(readsOf("polder", "pump-1")).toEqual(["site/level-inside", "io/float-high"]);
    expect(readsOf("microgrid", "battery")).toEqual(["site/power-quarter"]);
    expect(readsOf("airshed", "fan")).toEqual(["site/co2-quarter", "site/pm25-inside", "site/pm25-outside"]);
  });

  it("is not told of one that no reflex moves", () => {
    expect(readsOf("polder", "siren")).toBeUndefined();
  });
});
