import fc from "fast-check";
import { expect, it } from "vitest";
import { alarmKey, bootKey, parseBootKey, splitLocalPath } from "./ids.ts";

it("a boot's text is read back", () => {
  const salt = fc
    .array(fc.constantFrom(...Array.from("0123456789abcdef")), { minLength: 16, maxLength: 16 })
    .map((digits) => digits.join(""));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), salt, (counter, digits) => {
      const boot = { counter, salt: digits };
      expect(parseBootKey(bootKey(boot))).toEqual(boot);
    }),
  );
});

it.each(["a/b/c", "a", "A/b", "a/", "a/b c"])("%j is no path inside a site", (path) => {
  expect(splitLocalPath(path)).toBeUndefined();
});

it("a path inside a site is a device and a variable", () => {
  expect(splitLocalPath("vfd-1/running")).toEqual({ device: "vfd-1", variable: "running" });
});

it("an alarm's key names its subject with dots", () => {
  expect([
    alarmKey("site/level-inside", "level-hi"),
    alarmKey("pump-1", "pump-failed"),
    alarmKey("site", "mains-lost"),
  ]).toEqual(["site.level-inside.level-hi", "pump-1.pump-failed", "site.mains-lost"]);
});
