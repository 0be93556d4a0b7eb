import { describe, expect, test } from "vitest";
import { SimDisk } from "../../core/sim/disk.ts";
import { notification } from "../../test/support/records.ts";
import { Memory, recall } from "./memory.ts";
import { openJournal } from "./people/journal.ts";
import { nothingRemembered, type Remembered } from "./step.ts";

const silentSince = (at: number): Remembered => ({ ...nothingRemembered, silent: { site: at } });

describe("memory", () => {
  test("what was saved, or something later, is there after a power cut", async () => {
    const disk = new SimDisk();
    let state = silentSince(1);
    const memory = new Memory(disk.mount(), () => state);
    const first = memory.save();
    state = silentSince(2);
    const second = memory.save();
    state = silentSince(3);
    expect(memory.save()).toBe(second);
    await Promise.all([first, second]);
    disk.crash();
    expect(await recall(disk.mount())).toEqual({ remembered: silentSince(3), setAside: false });
  });

  test("an unreadable file is set aside and the region starts with nothing", async () => {
    const disk = new SimDisk().mount();
    const file = await disk.open("region.json");
    await file.append(new TextEncoder().encode('{"ladder":'));
    expect(await recall(disk)).toEqual({ remembered: nothingRemembered, setAside: true });
    expect(await disk.list("")).toEqual(["region.json.unreadable"]);
    expect((await recall(disk)).setAside).toBe(false);
  });
});

describe("journal", () => {
  test("a message sent twice is in it once, also across a power cut", async () => {
    const disk = new SimDisk();
    const journal = await openJournal(disk.mount());
    await Promise.all([journal.send(notification("1")), journal.send(notification("2"))]);
    await journal.send(notification("1"));
    disk.crash();
    const again = await openJournal(disk.mount());
    await again.send(notification("2"));
    await again.send(notification("3"));
    expect(again.pages.map((one) => one.id)).toEqual(["1", "2", "3"]);
  });
});
