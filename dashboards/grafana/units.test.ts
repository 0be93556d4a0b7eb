import * as grafana from "@grafana/grafana-foundation-sdk/units";
import { describe, expect, it } from "vitest";
import { unitCodes } from "../../core/units.ts";
import { grafanaUnit, isKnownUnit } from "./units.ts";

const ids: ReadonlySet<unknown> = new Set(Object.values(grafana));

describe("units of the boards", () => {
  it.each(unitCodes)("%s has one", (code) => {
    const unit = grafanaUnit(code) ?? "";
    expect(ids.has(unit) || /^suffix:\S+$/.test(unit), unit).toBe(true);
    expect(isKnownUnit(unit)).toBe(true);
  });

  it("are none for what is no unit", () => {
    expect([grafanaUnit("furlong"), grafanaUnit("toString"), isKnownUnit("furlong")]).toEqual([
      undefined,
      undefined,
      false,
    ]);
  });
});
