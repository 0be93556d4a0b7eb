import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sitesAt } from "./io/load-files.ts";
import { knownSites } from "./known-sites.ts";

const example = join(import.meta.dirname, "../examples/lage-landen");

describe("what site files say for boards", () => {
  it("every site of a directory; what has a range or is written of; what is added up", () => {
    const sites = knownSites(sitesAt(example));
    expect(sites.map(({ definition }) => definition.site)).toEqual([
      "school-de-linde",
      "buurtaccu-de-meent",
      "gemaal-oostpolder",
    ]);
    const polder = sites.at(-1);
    expect(polder?.main).toContain("site/level-inside");
    expect(polder?.main).toContain("site/discharge");
    expect(polder?.main).not.toContain("vfd-1/actual");
    expect(polder?.totals).toEqual(["site/rain"]);
    expect(polder?.definition.variables).toContainEqual(
      expect.objectContaining({ device: "site", variable: "rain", unit: "mm", commons: "water", name: "Rain" }),
    );
  });

  it("one file alone is enough; a directory without one is not", () => {
    expect(knownSites(sitesAt(join(example, "polder.yaml"))).length).toBe(1);
    expect(() => sitesAt(join(example, "maps"))).toThrow("has no site file");
  });
});
