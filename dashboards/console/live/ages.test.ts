import { describe, expect, it } from "vitest";
import { ageGrace, isOutdated, isSilent, siteSilence, usualMaxAge } from "./ages.ts";

const measuredAt = Date.UTC(2026, 5, 1, 6);
const fresh = { measuredAt, now: measuredAt, pace: 1, maxAge: 60_000, unheard: false };

describe("a value", () => {
  it.each([
    ["just measured", 0, false],
    ["as old as it may become", 60_000, false],
    ["on its way a little longer", 60_000 + ageGrace, false],
    ["older than that", 60_000 + ageGrace + 1, true],
    ["measured by a clock ahead of ours", -3_000, false],
  ])("%s: outdated %#", (_name, passed, outdated) => {
    expect(isOutdated({ ...fresh, now: measuredAt + passed })).toBe(outdated);
  });

  it("has the usual time where nobody has said how often it is sent", () => {
    const at = (passed: number) => ({ ...fresh, maxAge: undefined, now: measuredAt + passed });
    expect(isOutdated(at(usualMaxAge + ageGrace))).toBe(false);
    expect(isOutdated(at(usualMaxAge + ageGrace + 1))).toBe(true);
  });

  it("may be on its way for as long in a world that runs faster, and for no less in one that stands", () => {
    const late = { ...fresh, now: measuredAt + 60_000 + 2 * ageGrace };
    expect([0, 1, 2].map((pace) => isOutdated({ ...late, pace }))).toEqual([true, true, false]);
  });

  it("of a site nothing is heard of is outdated however young", () => {
    expect(isOutdated({ ...fresh, unheard: true })).toBe(true);
  });
});

describe("a site", () => {
  it.each([
    [true, siteSilence, false],
    [true, siteSilence + 1, true],
    [null, 0, false],
    [false, 0, true],
  ])("that says online %s and is quiet for %d ms: silent %s", (online, silence, silent) => {
    expect(isSilent(online, silence)).toBe(silent);
  });
});
