import { describe, expect, it } from "vitest";
import { filled } from "./filled.ts";
import { asSent, variablesIn } from "./macros.ts";

const moment = { from: 1_000, to: 61_000, interval: 90_000, variables: { region: ".*", site: ["a.b", "c"] } };

describe("what Grafana makes of a query", () => {
  it("time, bucket and variables are filled in, several values as one group, their special characters escaped", () => {
    const query = `SELECT mean("value") FROM "reading" WHERE "region" =~ /^$region$/ AND "site" =~ /^$site$/ AND $timeFilter GROUP BY time($__interval)`;
    expect(asSent(query, moment)).toBe(
      `SELECT mean("value") FROM "reading" WHERE "region" =~ /^.*$/ AND "site" =~ /^(a\\.b|c)$/ AND time >= 1000ms and time <= 61000ms GROUP BY time(90s)`,
    );
  });

  it.each([
    [60_000, "1m"],
    [1_500, "1500ms"],
    [30_000, "30s"],
  ])("%i ms are %s", (interval, text) => {
    expect(asSent("$__interval", { ...moment, interval })).toBe(text);
  });

  it("a variable that stands for nothing matches nothing", () => {
    expect(asSent("/^$main$/", { ...moment, variables: { main: [] } })).toBe("/^()$/");
  });

  it("what is not defined stays, so that it is found", () => {
    expect(asSent("$unknown", moment)).toBe("$unknown");
    expect(variablesIn(`$site ${filled("console:raw")} [[region]] ${filled("__field.labels.site")} /^$site$/`)).toEqual(
      ["site", "console", "region", "__field.labels.site", "site"],
    );
  });
});
