import { describe, expect, test } from "vitest";
import { AppError } from "../../core/errors.ts";
import { type Disk, writeAtomically } from "../../core/ports/disk.ts";

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();
const bytesOf = (content: string): Uint8Array => new Uint8Array(Buffer.from(content));

/** What every Disk promises, real or simulated. `fresh` gives an empty one. */
export function diskContract(name: string, fresh: () => Promise<Disk>): void {
  describe(`disk contract: ${name}`, () => {
    test("opens a file that is absent, appends, reads back any stretch and knows its size", async () => {
      const disk = await fresh();
      const file = await disk.open("a.log");
      expect(file.size).toBe(0);
      await file.append(bytesOf("hello "));
      await file.append(bytesOf("world"));
      await file.sync();
      expect(file.size).toBe(11);
      expect(text(await file.read(6, 5))).toBe("world");
      expect(text(await file.read(9, 100))).toBe("ld");
      expect(await file.read(50, 10)).toHaveLength(0);
      await file.close();
      expect(text(await disk.read("a.log"))).toBe("hello world");
    });

    test("opens what is there at its end and keeps it", async () => {
      const disk = await fresh();
      await writeAtomically(disk, "a", bytesOf("one"));
      const file = await disk.open("a");
      expect(file.size).toBe(3);
      await file.append(bytesOf(" two"));
      await file.close();
      expect(text(await disk.read("a"))).toBe("one two");
    });

    test("truncates and goes on appending at the new end", async () => {
      const disk = await fresh();
      const file = await disk.open("a");
      await file.append(bytesOf("abcdef"));
      await file.truncate(2);
      expect(file.size).toBe(2);
      await file.append(bytesOf("X"));
      await file.close();
      expect(text(await disk.read("a"))).toBe("abX");
    });

    test("an absent file reads as undefined and an absent directory lists as empty", async () => {
      const disk = await fresh();
      expect(await disk.read("nothing")).toBeUndefined();
      expect(await disk.read("no/where")).toBeUndefined();
      expect(await disk.list("nowhere")).toEqual([]);
    });

    test("makes directories with their parents, again without complaint, and lists names sorted", async () => {
      const disk = await fresh();
      await disk.makeDirectory("x/y");
      await disk.makeDirectory("x/y");
      for (const name of ["b", "a", "c"]) await (await disk.open(`x/y/${name}`)).close();
      expect(await disk.list("x/y")).toEqual(["a", "b", "c"]);
      expect(await disk.list("x")).toEqual(["y"]);
      expect(await disk.list("")).toEqual(["x"]);
      await disk.syncDirectory("x/y");
    });

    test("rename replaces its target; unlink removes", async () => {
      const disk = await fresh();
      await writeAtomically(disk, "old", bytesOf("old"));
      await writeAtomically(disk, "new", bytesOf("new"));
      await disk.rename("new", "old");
      expect(text(await disk.read("old"))).toBe("new");
      expect(await disk.list("")).toEqual(["old"]);
      await disk.unlink("old");
      expect(await disk.list("")).toEqual([]);
    });

    test("failures are AppError disk-failed", async () => {
      const disk = await fresh();
      const failure = { name: "AppError", code: "disk-failed" };
      await expect(disk.unlink("absent")).rejects.toMatchObject(failure);
      await expect(disk.rename("absent", "other")).rejects.toMatchObject(failure);
      await expect(disk.open("no/such/directory")).rejects.toBeInstanceOf(AppError);
    });

    test("refuses paths that leave the disk", async () => {
      const disk = await fresh();
      for (const path of ["../up", "/etc/passwd", "a/../../b", "a\0b"]) {
        await expect((async () => await disk.open(path))()).rejects.toThrow("relative");
      }
    });

    test("writes atomically over what is there and over a torn earlier attempt", async () => {
      const disk = await fresh();
      await writeAtomically(disk, "a", bytesOf("first"));
      const torn = await disk.open("a.new");
      await torn.append(bytesOf("a longer torn attempt"));
      await torn.close();
      await writeAtomically(disk, "a", bytesOf("second"));
      expect(text(await disk.read("a"))).toBe("second");
      expect(await disk.list("")).toEqual(["a"]);
    });

    test("says how much room is left", async () => {
      const disk = await fresh();
      expect(await disk.free()).toBeGreaterThan(0);
    });
  });
}
