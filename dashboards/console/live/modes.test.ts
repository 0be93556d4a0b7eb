import { describe, expect, it } from "vitest";
import type { StandingMode } from "../../../core/wire/alarm-digest.ts";
import { modeOf, overrideOf } from "./modes.ts";

const told = (mode: Partial<StandingMode>) => ({
  modes: [{ actuator: "p", layer: "homeostasis", by: "drain", ...mode }],
});

describe("what decides over an actuator", () => {
  it.each([
    ["homeostasis", "auto"],
    ["lock", "locked"],
    ["interlock", "interlock"],
    ["protection", "protection"],
    ["local", "local"],
    ["none", "unread"],
    ["a layer nobody knows yet", "unknown"],
  ])("at layer %s is called %s", (layer, kind) => {
    expect(modeOf(told({ layer }), "p")).toEqual({ kind, by: "drain" });
  });

  it("is called degraded while its reflex has no input, but an interlock stays an interlock", () => {
    expect(modeOf(told({ degraded: true }), "p").kind).toBe("degraded");
    expect(modeOf(told({ degraded: true, layer: "interlock" }), "p").kind).toBe("interlock");
  });

  it("is nobody here where it is left to what is wired, and unknown where nothing was told", () => {
    expect(modeOf(told({ released: true }), "p").kind).toBe("released");
    expect(modeOf(told({}), "q").kind).toBe("unknown");
  });
});

it("an order of a person waits while the machine's own times hold it back, and is over once it is given back", () => {
  const override = { by: "anna", value: 0, reason: "weed", until: 1_000 };
  const kindOf = (mode: Partial<StandingMode>) => modeOf(told({ layer: "override", ...mode }), "p");
  expect(kindOf({ by: "anna", override })).toEqual({ kind: "override", by: "anna" });
  expect(kindOf({ by: "bert", override })).toEqual({ kind: "waits", by: "anna" });
  expect(kindOf({ layer: "homeostasis", by: "drain", override })).toEqual({ kind: "waits", by: "anna" });
  expect(kindOf({ by: "anna" })).toEqual({ kind: "auto", by: "" });
});

it("an override stands until its site tells otherwise, whoever decides meanwhile", () => {
  const override = { by: "anna", value: 80, reason: "trial", until: 1_000 };
  expect(overrideOf(told({ layer: "interlock", override }), "p")).toEqual(override);
  expect(overrideOf(told({}), "p")).toBeUndefined();
});
