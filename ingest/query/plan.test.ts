import { describe, expect, it } from "vitest";
import { faultLine } from "../../core/influxql/fault.ts";
import { parseQuery } from "../../core/influxql/parser.ts";
import { planSelect, type SelectPlan } from "./plan.ts";

function plan(text: string): SelectPlan | null {
  const parsed = parseQuery(text, 0);
  const [statement] = parsed.ok ? parsed.value : [];
  if (statement?.kind !== "select") throw new Error(parsed.ok ? "not a select" : faultLine(text, parsed.error));
  const planned = planSelect(statement);
  if (!planned.ok) throw new Error(faultLine(text, planned.error));
  return planned.value;
}

const names = (text: string): readonly string[] | undefined => plan(text)?.columns.map(({ name }) => name);

describe("columns", () => {
  it.each([
    ["SELECT value, value FROM reading", ["value", "value_1"]],
    ["SELECT mean(value), mean(quality), mean(received) FROM reading", ["mean", "mean_1", "mean_2"]],
    [
      "SELECT last(value) AS a, max(value) AS a, max(value) AS a_1, min(value) AS time FROM reading",
      ["a", "a", "a_1", "time"],
    ],
    ["SELECT value AS value_1, value, value FROM reading", ["value_1", "value", "value_2"]],
    ["SELECT mean(*) FROM reading", ["mean_quality", "mean_received", "mean_value"]],
    ["SELECT max(*) AS top FROM gap", ["top_count", "top_end_at", "top_estimated", "top_start_at"]],
    [
      "SELECT * FROM range GROUP BY *",
      ["healthy_high", "healthy_low", "target", "version", "viable_high", "viable_low"],
    ],
    [
      "SELECT * FROM decision GROUP BY site",
      ["actuator", "body", "inputs", "layer", "reason", "region", "rule_version", "value"],
    ],
    ["SELECT time, value FROM reading", ["value"]],
  ])("%s", (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it("ask every call once", () => {
    expect(plan("SELECT last(value), last(value), count(nothing) FROM reading")).toMatchObject({
      calls: [{ aggregate: "last", field: "value", type: "float" }],
      columns: [{ call: 0 }, { call: 0 }, { kind: "nothing" }],
      showsChosenTime: true,
    });
  });

  it("show the chosen point's time only for one selector without time()", () => {
    expect(plan("SELECT max(value) FROM reading")?.showsChosenTime).toBe(true);
    expect(plan("SELECT max(value) FROM reading GROUP BY time(1h)")?.showsChosenTime).toBe(false);
    expect(plan("SELECT max(value), min(value) FROM reading")?.showsChosenTime).toBe(false);
    expect(plan("SELECT mean(value) FROM reading")?.showsChosenTime).toBe(false);
  });

  it("are no answer when the measurement has none of them", () => {
    expect(plan("SELECT value FROM nothing")).toBeNull();
    expect(plan("SELECT site, device FROM reading")).toBeNull();
    expect(plan("SELECT count(site) FROM reading")).toBeNull();
    expect(plan("SELECT constructor FROM reading")).toBeNull();
  });
});

it("sorts the group tags and keeps each once", () => {
  expect(plan("SELECT value FROM reading GROUP BY site, *, nothing, site")?.groupTags).toEqual([
    "commons",
    "device",
    "nothing",
    "region",
    "site",
    "variable",
  ]);
});

describe("a statement that cannot be planned", () => {
  it.each([
    [
      "SELECT value FROM reading WHERE reason = 'stale'",
      "1:33: reason is a field, and conditions are on tags (the tags are region, site",
    ],
    ["SELECT mean(reason) FROM reading", "1:8: mean() does not take the string field reason"],
    ["SELECT min(state) FROM alarm", "1:8: min() does not take the string field state"],
    ["SELECT mean(estimated) FROM gap", "1:8: mean() does not take the boolean field estimated"],
    [
      "SELECT mean(value), quality FROM reading",
      "1:21: rows and aggregates cannot be mixed (ask for them in two statements)",
    ],
    ["SELECT value FROM reading GROUP BY time(1m)", "1:8: GROUP BY time() needs an aggregate"],
    ["SELECT value FROM reading fill(none)", "1:8: fill(none) needs an aggregate"],
    ["SELECT time FROM reading", "1:8: time alone is no answer (ask for a field as well)"],
    ["SELECT time AS t, value FROM reading", "1:8: time cannot have another name"],
  ])("%s", (text, expected) => {
    expect(() => plan(text)).toThrow(expected);
  });
});
