import { unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Intervals } from "../../core/intervals.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { Accounts } from "../../gateway/session/accounts.ts";
import type { SpoolConfig } from "../../gateway/spool/spool.ts";
import { SmallDisk } from "../support/loop-disk.ts";
import { knownDelivery, knownEvent, knownReading, noLink } from "../support/programs/known.ts";
import { closeBooks, Promises, readEvents, readReadings } from "../support/spool-judge.ts";
import { until } from "../support/until.ts";

const megabyte = 1024 ** 2;
/** The spool may take more than the disk has. */
const spool: SpoolConfig = { size: 4 * megabyte, commit: 1, reserve: 0.05, whenFull: "drop-oldest" };

let disk: SmallDisk;
beforeEach(async () => {
  disk = await SmallDisk.make(2 * megabyte);
});
afterEach(async () => disk[Symbol.asyncDispose]());

/** A gateway's accounts on the small disk, and how much it has been given. */
class Gateway {
  readonly accounts: Accounts;
  readings = 0;
  events = 0;

  constructor(accounts: Accounts) {
    this.accounts = accounts;
  }

  static async open(): Promise<Gateway> {
    return new Gateway(
      await Accounts.open(knownDelivery(fileDisk(disk.directory), spool, { sparkplug: noLink, own: noLink })),
    );
  }

  record(count: number): void {
    const { counter } = this.accounts.spool.boot;
    this.accounts.record(Array.from({ length: count }, (_, i) => knownReading(counter, this.readings + i)));
    this.readings += count;
  }

  event(): void {
    this.accounts.event([knownEvent(this.accounts.spool.boot.counter, this.events++)]);
  }

  async committed(): Promise<void> {
    await Promise.race([
      this.accounts.spool.committed(),
      until("a commit", () => false, 5_000).catch(() => {
        throw new Error(`nothing is committed: ${this.accounts.spool.failure}`);
      }),
    ]);
  }
}

/** Numbers of a boot's readings that can be read, and those that gap records in the spool speak of. */
async function accountedFor({ accounts }: Gateway, boot: string) {
  const faults: string[] = [];
  const held = await readReadings(accounts, boot, faults);
  const gaps = new Intervals();
  const reasons = new Set<string>();
  const ids: string[] = [];
  for (const one of accounts.spool.boots("events")) {
    for (const event of (await readEvents(accounts, one, faults)).events) {
      ids.push(event.id);
      if (event.kind !== "gap" || event.boot !== boot || event.lo === undefined || event.hi === undefined) continue;
      gaps.add(event.lo, event.hi);
      reasons.add(event.reason);
    }
  }
  return { held, gaps, reasons: [...reasons], ids, faults };
}

describe("a disk without room", () => {
  it("costs the oldest readings, each in a gap record that is on disk, and no event", async () => {
    const gateway = await Gateway.open();
    for (let round = 0; round < 60; round += 1) {
      gateway.record(3_000);
      gateway.event();
      await gateway.committed();
    }
    const { accounts } = gateway;
    expect(accounts.spool.failure).toBeUndefined();
    const found = await accountedFor(gateway, accounts.boot);
    expect(found.faults).toEqual([]);
    expect(found.reasons).toEqual(["disk full"]);
    expect(found.gaps.ranges).toEqual([[0, (found.held.ranges[0]?.[0] ?? 0) - 1]]);
    expect(found.held.count + found.gaps.count).toBe(180_000);
    expect(found.ids.filter((id) => id.startsWith("mark-"))).toHaveLength(60);
    // The same after a kill, whatever is left of room.
    const again = await Gateway.open();
    const after = await accountedFor(again, accounts.boot);
    expect(after.faults).toEqual([]);
    expect(after.held.count + after.gaps.count).toBe(180_000);
    expect(after.ids.filter((id) => id.startsWith("mark-"))).toHaveLength(60);
    const faults: string[] = [];
    await closeBooks(again.accounts, new Promises(), faults);
    expect(faults).toEqual([]);
    await again.accounts.close();
  });

  it("that others fill to the last byte, again and again, still takes events, at the price of readings", async () => {
    const gateway = await Gateway.open();
    const { accounts } = gateway;
    for (let round = 0; round < 20; round += 1) {
      gateway.record(3_000);
      await gateway.committed();
    }
    for (let round = 0; round < 60; round += 1) {
      if (round % 20 === 0) await fill();
      for (let i = 0; i < 20; i += 1) gateway.event();
      await gateway.committed();
    }
    const found = await accountedFor(gateway, accounts.boot);
    expect(found.faults).toEqual([]);
    expect(found.ids.filter((id) => id.startsWith("mark-"))).toHaveLength(1200);
    expect(found.gaps.count).toBeGreaterThan(0);
    expect(found.held.count + found.gaps.count).toBe(60_000);
    await accounts.close();
  });

  it("is said while nothing is left to give, and all that waited is written when there is room again", async () => {
    const gateway = await Gateway.open();
    const { accounts } = gateway;
    const ballast = await fill();
    gateway.record(3_000);
    gateway.event();
    await until("the spool says so", () => accounts.spool.failure?.includes("ENOSPC") === true);
    await unlink(ballast);
    await gateway.committed();
    expect(accounts.spool.failure).toBeUndefined();
    const found = await accountedFor(gateway, accounts.boot);
    expect(found.held.ranges).toEqual([[0, 2_999]]);
    expect(found.ids).toEqual([`mark-${accounts.spool.boot.counter}-0`]);
    await accounts.close();
  });
});

let ballasts = 0;

/** Takes what is left of the disk. */
async function fill(): Promise<string> {
  const path = join(disk.directory, `ballast-${ballasts++}`);
  await writeFile(path, new Uint8Array(2 * megabyte)).catch(() => undefined);
  return path;
}
