import { describe, expect, it } from "vitest";
import { filterCovers } from "./topic-filter.ts";

describe("filterCovers", () => {
  it.each([
    ["a/b", "a/b", true],
    ["a/+", "a/b", true],
    ["a/+", "a/b/c", false],
    ["a/+/#", "a", false],
    ["a/#", "a", true],
    ["a/#", "a/b/c", true],
    ["#", "$SYS/x", false],
    ["+/x", "$SYS/x", false],
    ["a/#/b", "a/x/b", false],
    ["a/b/c", "a/b", false],
  ])("%s against %s is %s", (filter, topic, expected) => {
    expect(filterCovers(filter, topic)).toBe(expected);
  });
});
