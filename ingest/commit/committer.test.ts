import { describe, expect, it } from "vitest";
import { Batch, type ClosedBatch } from "./batch.ts";
import { Committer } from "./committer.ts";

/** A committer over a store whose appends end only when they are told to, in any order. */
function bench() {
  const appends: { readonly resolve: () => void; readonly reject: (reason: Error) => void }[] = [];
  const durable: ClosedBatch[] = [];
  const failures: string[] = [];
  const append = () => new Promise<void>((resolve, reject) => appends.push({ resolve, reject }));
  const committer = new Committer(
    { append },
    {
      onDurable: (batch) => durable.push(batch),
      onRoom: () => undefined,
      onFailed: (reason) => failures.push(reason),
    },
  );
  const add = (): ClosedBatch => {
    const batch = new Batch().close([]);
    committer.add(batch);
    return batch;
  };
  return { committer, appends, durable, failures, add };
}

describe("committer", () => {
  it("gives the store two batches at a time, and calls them durable in their order", async () => {
    const { committer, appends, durable, add } = bench();
    const given = [add(), add(), add()];
    expect(appends).toHaveLength(2);
    expect(committer.hasRoom).toBe(false);
    appends[0]?.resolve();
    await Promise.resolve();
    expect(appends).toHaveLength(3);
    appends[1]?.resolve();
    appends[2]?.resolve();
    await committer.drained();
    expect(durable).toEqual(given);
  });

  it("calls nothing durable that ends after a batch failed, and says once that it failed", async () => {
    const { committer, appends, durable, failures, add } = bench();
    for (let count = 0; count < 3; count += 1) add();
    appends[0]?.reject(new Error("disk full"));
    await Promise.resolve();
    expect(failures).toEqual([]);
    appends[1]?.resolve();
    await committer.drained();
    expect(durable).toEqual([]);
    expect(failures).toEqual(["disk full"]);
    expect(appends).toHaveLength(2);
  });
});
