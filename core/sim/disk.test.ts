import { describe, expect, test } from "vitest";
import { diskContract } from "../../test/support/disk-contract.ts";
import { type Disk, writeAtomically } from "../ports/disk.ts";
import { SimDisk } from "./disk.ts";
import { seededRng } from "./rng.ts";

diskContract("simulated", async () => new SimDisk().mount());

const bytesOf = (content: string): Uint8Array => new Uint8Array(Buffer.from(content));
const text = async (disk: Disk, path: string): Promise<string | undefined> => {
  const bytes = await disk.read(path);
  return bytes && Buffer.from(bytes).toString();
};

test("a file that cannot be written atomically is closed all the same", async () => {
  const sim = new SimDisk();
  const disk = sim.mount();
  let opened = 0;
  const counting: Disk = {
    ...disk,
    open: async (path) => {
      const file = await disk.open(path);
      opened += 1;
      const close = (): Promise<void> => {
        opened -= 1;
        return file.close();
      };
      return {
        size: 0,
        append: (bytes) => file.append(bytes),
        sync: () => file.sync(),
        close,
        read: (offset, length) => file.read(offset, length),
        truncate: (size) => file.truncate(size),
      };
    },
  };
  sim.failSyncs(1);
  await expect(writeAtomically(counting, "a", bytesOf("a"))).rejects.toMatchObject({ code: "disk-failed" });
  sim.setCapacity(0);
  await expect(writeAtomically(counting, "a", bytesOf("a"))).rejects.toMatchObject({ code: "disk-failed" });
  expect(opened).toBe(0);
});

describe("a power cut", () => {
  test("takes a new file whose directory was not synced, although the file was", async () => {
    const sim = new SimDisk();
    const disk = sim.mount();
    const file = await disk.open("a");
    await file.append(bytesOf("x"));
    await file.sync();
    sim.crash();
    expect(await sim.mount().list("")).toEqual([]);
  });

  test("takes what was appended after the last sync, and leaves the synced bytes", async () => {
    const sim = new SimDisk();
    const disk = sim.mount();
    const file = await disk.open("a");
    await disk.syncDirectory("");
    await file.append(bytesOf("kept"));
    await file.sync();
    await file.append(bytesOf("lost"));
    sim.crash();
    expect(await text(sim.mount(), "a")).toBe("kept");
  });

  test("lets no sync succeed afterwards, however far it had come", async () => {
    for (let steps = 0; steps < 8; steps += 1) {
      const sim = new SimDisk();
      const disk = sim.mount();
      const file = await disk.open("a");
      await disk.syncDirectory("");
      await file.append(bytesOf("x"));
      const synced = file.sync().then(
        () => true,
        () => false,
      );
      for (let step = 0; step < steps; step += 1) await Promise.resolve();
      sim.crash();
      expect(await text(sim.mount(), "a")).toBe((await synced) ? "x" : "");
    }
  });

  test("takes back a rename and a removal whose directory was not synced", async () => {
    const sim = new SimDisk();
    const disk = sim.mount();
    await writeAtomically(disk, "a", bytesOf("a"));
    await writeAtomically(disk, "b", bytesOf("b"));
    await disk.rename("a", "b");
    sim.crash();
    const after = sim.mount();
    expect([await text(after, "a"), await text(after, "b")]).toEqual(["a", "b"]);
    await after.unlink("a");
    sim.crash();
    expect(await sim.mount().list("")).toEqual(["a", "b"]);
  });

  test("takes back a truncation", async () => {
    const sim = new SimDisk();
    const disk = sim.mount();
    await writeAtomically(disk, "a", bytesOf("abcdef"));
    await (await disk.open("a")).truncate(1);
    sim.crash();
    expect(await text(sim.mount(), "a")).toBe("abcdef");
  });

  test("takes a directory that its parent does not know durably, with all in it", async () => {
    const sim = new SimDisk();
    const disk = sim.mount();
    await disk.makeDirectory("d");
    await writeAtomically(disk, "d/a", bytesOf("a"));
    sim.crash();
    expect(await sim.mount().list("")).toEqual([]);
  });

  test("may leave a torn or zero-filled part of the unsynced bytes, never a changed synced one", async () => {
    const lengths = new Set<number>();
    let zeros = 0;
    for (let seed = 0; seed < 200; seed++) {
      const sim = new SimDisk();
      const disk = sim.mount();
      const file = await disk.open("a");
      await disk.syncDirectory("");
      await file.append(bytesOf("kept"));
      await file.sync();
      await file.append(bytesOf("unsynced"));
      sim.crash(seededRng(seed));
      const after = await text(sim.mount(), "a");
      expect(after?.slice(0, 4)).toBe("kept");
      lengths.add(after?.length ?? 0);
      if (after?.includes("\0")) zeros += 1;
    }
    expect(lengths.size).toBe(9);
    expect(zeros).toBeGreaterThan(10);
  });

  test("ends every mount and open file of the process", async () => {
    const sim = new SimDisk();
    const disk = sim.mount();
    const file = await disk.open("a");
    sim.crash();
    await expect(file.append(bytesOf("x"))).rejects.toMatchObject({ code: "disk-failed" });
    await expect(disk.list("")).rejects.toMatchObject({ code: "disk-failed" });
  });
});

test("a killed process loses nothing it had appended", async () => {
  const sim = new SimDisk();
  const file = await sim.mount().open("a");
  await file.append(bytesOf("unsynced"));
  sim.kill();
  expect(await text(sim.mount(), "a")).toBe("unsynced");
});

test("after a failed sync the file refuses every further change", async () => {
  const sim = new SimDisk();
  const file = await sim.mount().open("a");
  await file.append(bytesOf("x"));
  sim.failSyncs(1);
  await expect(file.sync()).rejects.toMatchObject({ code: "disk-failed" });
  await expect(file.sync()).rejects.toMatchObject({ code: "disk-failed" });
  await expect(file.append(bytesOf("y"))).rejects.toMatchObject({ code: "disk-failed" });
});

test("a full disk takes what fits and refuses the rest", async () => {
  const sim = new SimDisk();
  const disk = sim.mount();
  const file = await disk.open("a");
  sim.setCapacity(5);
  await expect(file.append(bytesOf("12345678"))).rejects.toMatchObject({ code: "disk-failed" });
  expect(file.size).toBe(5);
  expect(await disk.free()).toBe(0);
});

test("two changes of one file at a time are a bug of the caller", async () => {
  const file = await new SimDisk().mount().open("a");
  const first = file.append(bytesOf("x"));
  await expect(file.sync()).rejects.toThrow("at a time");
  await first;
  await file.sync();
});
