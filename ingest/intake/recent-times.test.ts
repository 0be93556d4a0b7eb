import { describe, expect, it } from "vitest";
import { Slugs, slugOf } from "../series/slug.ts";
import { RecentTimes } from "./recent-times.ts";

describe("times of a node without numbers", () => {
  it("are taken once, in any order, as long as they are among the newest", () => {
    const recent = new RecentTimes();
    expect([5, 3, 5, 3, 9].map((time) => recent.take(1, time))).toEqual([true, true, false, false, true]);
    expect(recent.take(2, 5)).toBe(true);
  });

  it("are taken again once so many came after that they are forgotten", () => {
    const recent = new RecentTimes();
    for (let time = 0; time < 65; time += 1) recent.take(1, time);
    expect(recent.take(1, 1)).toBe(false);
    expect(recent.take(1, 0)).toBe(true);
  });
});

describe("ids of foreign names", () => {
  it("are lower case, digits and hyphens", () => {
    expect(["Tank 1/Level", "Überlauf", "***", "a".repeat(60)].map(slugOf)).toEqual([
      "tank-1-level",
      "berlauf",
      "unnamed",
      "a".repeat(40),
    ]);
  });

  it("differ for different names and stay for the same", () => {
    const slugs = new Slugs();
    expect(["Tank 1", "tank 1", "tank-1", "Tank 1"].map((name) => slugs.idOf(name))).toEqual([
      "tank-1",
      "tank-1-2",
      "tank-1-3",
      "tank-1",
    ]);
  });
});
