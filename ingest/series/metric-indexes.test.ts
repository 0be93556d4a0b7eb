import { describe, expect, test } from "vitest";
import { parseTopic, type SparkplugTopic, topicOf } from "../../core/sparkplug/topics.ts";
import type { Definition } from "../../core/wire/definition.ts";
import { definedIndex, foreignIndex } from "./metric-indexes.ts";
import { SeriesIndex } from "./series-index.ts";
import { Births } from "./site-names.ts";

const place = { region: "north", site: "polder", device: "gauge" };
const kind = { type: "Double", unit: "m", commons: "water" } as const;
const definition: Definition = {
  site: "polder",
  variables: [
    { device: "gauge", variable: "level", ...kind, alias: 7 },
    { device: "pump", variable: "level", ...kind, alias: 8 },
  ],
};
const edge = { group: "north", edgeNode: "polder" };
const topic = (type: "NBIRTH" | "DBIRTH", device?: string) => parseTopic(topicOf(type, edge, device)) as SparkplugTopic;

describe("aliases", () => {
  test("of a numbered node are those of its definition: no birth is needed", () => {
    const index = definedIndex(place, definition, new SeriesIndex([], 100));
    expect(index.byAlias(7)).toBe(index.byName("level"));
    expect(index.byName("level")).toBeGreaterThanOrEqual(0);
    expect([index.byAlias(8), index.byAlias(1)]).toEqual([-1, -1]);
  });

  test("of another node are those of its births, and end when the node is born again", () => {
    const births = new Births();
    births.of(topic("DBIRTH", "gauge")).learn({ metrics: [{ name: "level", alias: 7, value: 1 }] });
    const index = foreignIndex(place, births.of(topic("DBIRTH", "gauge")), new SeriesIndex([], 100));
    expect(index.byAlias(7)).toBe(index.byName("level"));
    births.nodeBorn(topic("NBIRTH"));
    expect(index.byAlias(7)).toBe(-1);
  });
});
