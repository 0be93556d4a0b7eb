import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../core/errors.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { readSealed, writeSealed } from "./sealed.ts";

test("what was sealed is read back, and no single flipped bit or cut goes unnoticed", async () => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(text, fc.nat(), fc.integer({ min: -1, max: 7 }), async (written, place, bit) => {
      const sim = new SimDisk();
      await writeSealed(sim.mount(), "a", written);
      expect(await readSealed(sim.mount(), "a")).toBe(written);
      sim.corrupt("a", (bytes) => {
        const at = place % bytes.length;
        if (bit < 0) return bytes.slice(0, at);
        bytes[at]! ^= 1 << bit;
        return bytes;
      });
      expect(await readSealed(sim.mount(), "a")).toBeUndefined();
    }),
  );
});

test("a file that is absent, or lies on a bad sector, is undefined", async () => {
  const disk = new SimDisk().mount();
  expect(await readSealed(disk, "a")).toBeUndefined();
  await writeSealed(disk, "a", "text");
  const bad = { ...disk, read: () => Promise.reject(new AppError("disk-failed", "input/output error")) };
  expect(await readSealed(bad, "a")).toBeUndefined();
});
