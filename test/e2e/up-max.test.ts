import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freshDirectory } from "../support/instance.ts";
import { homeostat, polderSite } from "../support/running.ts";

const polder = ["up", "--config", "examples/polder", "--speed", "max"];

describe("`up --speed max`", () => {
  test("lives the time it is given, stores all of it, and can be asked afterwards", async () => {
    const data = freshDirectory();
    const { code, stdout, stderr } = await homeostat(...polder, "--for", "20min", "--data", data, "--json");
    expect([code, stderr.includes("    at ")]).toEqual([0, false]);
    const lived = JSON.parse(stdout) as { from: string; to: string; stored: number };
    expect(Date.parse(lived.to) - Date.parse(lived.from)).toBe(1_200_000);
    expect(lived).toMatchObject({ inFlight: 0, unexplained: 0 });
    const statement = "SELECT count(quality) FROM decision WHERE actuator = 'pump-1'";
    const rows = "SELECT count(value), min(value), max(value) FROM reading WHERE variable = 'level-inside'";
    for (const query of [statement, rows]) expect((await homeostat("query", query, "--data", data)).code).toBe(0);
    const answer = await homeostat("query", rows, "--data", data, "--json");
    expect(answer.stdout).toMatch(/-2\.\d/);
  });

  test("says what is missing or does not go together", async () => {
    const misused = [
      ["--speed", "max"],
      ["--speed", "max", "--for", "1"],
      ["--for", "1h"],
      ["--speed", "fast"],
      ["--from", "2026-02-12T08:00Z"],
      ["--faults", "faults.yaml"],
    ];
    for (const words of misused) {
      const { code, stderr } = await homeostat("up", ...words, "--data", freshDirectory());
      expect([code, stderr]).toEqual([2, expect.stringMatching(/--(for|speed|from|faults)/)]);
    }
  });

  test("breaks what a script says, when it says so, and says what is wrong with a script", async () => {
    const data = freshDirectory();
    mkdirSync(data, { recursive: true });
    const file = join(data, "faults.yaml");
    const begin = ["--from", "2026-02-12T08:00:00+01:00", "--for", "4min"];
    const script = (at: string, device: string) =>
      `homeostat: 1\nkind: faults\nfaults:\n  - { at: ${at}, site: ${polderSite}, device: ${device}, kind: mains, for: 90s }\n`;
    const live = () => homeostat(...polder, ...begin, "--faults", file, "--data", data, "--json");
    writeFileSync(file, script("1min", "oi"));
    const wrong = await live();
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("did you mean `io`?")]);
    writeFileSync(file, script("4min", "io"));
    const late = await live();
    expect([late.code, late.stderr]).toEqual([
      2,
      expect.stringMatching(/: faults\.0\.at: .* is outside of what is lived, \S+ to /),
    ]);
    writeFileSync(file, script("1min", "io"));
    const { code, stdout } = await live();
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { from: "2026-02-12T07:00:00.000Z", unexplained: 0 }]);
    const span = await homeostat(
      "query",
      "SELECT length FROM alarm_span WHERE condition = 'mains-lost'",
      "--data",
      data,
    );
    expect(span.stdout).toMatch(/2026-02-12T07:01:00.*\b90\d{3}\b/);
    const again = await live();
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("has already lived until")]);
  });

  test("lives no future", async () => {
    const words = ["--from", "2999-01-01T00:00Z", "--for", "1h", "--data", freshDirectory()];
    const { code, stderr } = await homeostat(...polder, ...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining("the future")]);
  });

  test("never lives the same time twice", async () => {
    const data = freshDirectory();
    expect((await homeostat(...polder, "--for", "1min", "--data", data)).code).toBe(0);
    const again = await homeostat(...polder, "--for", "1min", "--data", data);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("has already lived until")]);
  });
});
