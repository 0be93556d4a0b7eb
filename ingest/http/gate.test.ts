import { describe, expect, it } from "vitest";
import type { IoClock } from "../../core/ports/clock.ts";
import { QueryGate } from "./gate.ts";

/** A clock that goes on when the test says so. */
function handClock(): IoClock & { elapse(ms: number): void; pending(): number } {
  const timers = new Map<() => void, number>();
  let now = 0;
  return {
    now: () => now,
    schedule: (delay, run) => {
      timers.set(run, now + delay);
      return () => timers.delete(run);
    },
    elapse: (ms) => {
      now += ms;
      for (const [run, due] of [...timers]) if (due <= now && timers.delete(run)) run();
    },
    pending: () => timers.size,
  };
}

function held(): { promise: Promise<string>; resolve: (value: string) => void } {
  let resolve: (value: string) => void = () => undefined;
  const promise = new Promise<string>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe("the gate", () => {
  it("runs a few at a time, in their order", async () => {
    const gate = new QueryGate({ running: 1, waiting: 2, time: 1_000 }, handClock());
    const first = held();
    const started: string[] = [];
    const one = gate.run(() => first.promise);
    const two = gate.run(async () => started.push("two"));
    const three = gate.run(async () => started.push("three"));
    await expect(gate.run(async () => started.push("four"))).rejects.toMatchObject({ code: "query-limit" });
    expect(started).toEqual([]);
    first.resolve("done");
    expect(await one).toBe("done");
    await Promise.all([two, three]);
    expect(started).toEqual(["two", "three"]);
  });

  it("gives a place that becomes free to the one that waits, not to one that comes at that moment", async () => {
    const gate = new QueryGate({ running: 1, waiting: 9, time: 1_000 }, handClock());
    const first = held();
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      await Promise.resolve();
      running -= 1;
    };
    const one = gate.run(() => first.promise);
    const two = gate.run(work);
    await Promise.resolve();
    await Promise.resolve();
    const three = first.promise.then(() => gate.run(work));
    first.resolve("done");
    await Promise.all([one, two, three]);
    expect(most).toBe(1);
  });

  it("breaks off what takes too long, and keeps its place until it has ended", async () => {
    const clock = handClock();
    const gate = new QueryGate({ running: 1, waiting: 1, time: 5_000 }, clock);
    const slow = held();
    let signal: AbortSignal | undefined;
    const one = gate.run((given) => {
      signal = given;
      return slow.promise;
    });
    await Promise.resolve();
    clock.elapse(1_000);
    const two = gate.run(() => Promise.resolve("two"));
    await Promise.resolve();
    clock.elapse(4_000);
    await expect(one).rejects.toThrow("longer than 5 s");
    expect(signal?.aborted).toBe(true);
    slow.resolve("late");
    expect(await two).toBe("two");
    expect(clock.pending()).toBe(0);
  });

  it("breaks off what nobody awaits, and does not begin it when the caller has left already", async () => {
    const gate = new QueryGate({ running: 1, waiting: 1, time: 5_000 }, handClock());
    const caller = new AbortController();
    const slow = held();
    const one = gate.run(() => slow.promise, caller.signal);
    let began = false;
    const two = gate.run(async () => {
      began = true;
    }, caller.signal);
    const outcomes = Promise.allSettled([one, two]);
    await Promise.resolve();
    caller.abort();
    slow.resolve("late");
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(began).toBe(false);
  });

  it("lets nobody wait for ever where what runs never ends, and gives no place to one that has given up", async () => {
    const clock = handClock();
    const gate = new QueryGate({ running: 1, waiting: 2, time: 5_000 }, clock);
    const stuck = held();
    const caller = new AbortController();
    const began: string[] = [];
    const one = gate.run(() => stuck.promise).catch(() => undefined);
    const two = gate.run(async () => began.push("two"));
    const three = gate.run(async () => began.push("three"), caller.signal);
    const outcomes = Promise.allSettled([two, three]);
    await Promise.resolve();
    caller.abort();
    clock.elapse(5_000);
    await one;
    const [late, left] = await outcomes;
    expect(late).toMatchObject({ reason: { code: "query-limit", message: expect.stringContaining("waited longer") } });
    expect(left).toMatchObject({ reason: { code: "query-limit" } });
    const four = gate.run(async () => began.push("four"));
    stuck.resolve("at last");
    await four;
    await gate.run(async () => began.push("five"));
    expect(began).toEqual(["four", "five"]);
    expect(clock.pending()).toBe(0);
  });
});
