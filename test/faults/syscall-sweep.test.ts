import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SpoolSweep, type SweepRun } from "../support/spool-sweep.ts";
import { countCalls, type DiskCall, diskCalls } from "../support/strace.ts";

let sweep: SpoolSweep;
/** How often an undisturbed run makes each call. */
let calls: ReadonlyMap<DiskCall, number>;
beforeAll(async () => {
  sweep = await SpoolSweep.make();
  const { end, trouble, reports, calls: made, afterKill, afterCut } = await sweep.finish(sweep.start());
  expect({ end, trouble }).toEqual({ end: { code: 0, signal: null }, trouble: "" });
  expect(reports.at(-1)).toMatchObject({ is: "closed" });
  expect([...afterKill.faults, ...afterCut.faults]).toEqual([]);
  // The scenario reaches what it is meant to: a torn file mended, segments let go with and without a loss.
  expect(afterCut.gaps.map(({ reason }) => reason)).toContain("spool full");
  calls = countCalls(made);
  expect(Object.fromEntries(calls)).toMatchObject({ mkdir: 1, ftruncate: 2 });
  expect(calls.get("unlink")).toBeGreaterThan(4);
});
afterAll(async () => sweep[Symbol.asyncDispose]());

const faultsOf = ({ afterKill, afterCut }: SweepRun): string[] => [...afterKill.faults, ...afterCut.faults];

describe("a gateway that dies before any one of its system calls", () => {
  it("leaves what it had called durable, with its page cache and without", async () => {
    const wrong: string[] = [];
    let killed = 0;
    const injections = diskCalls.flatMap((call) =>
      Array.from({ length: calls.get(call) ?? 0 }, (_, i) => ({ call, n: i + 1, does: "kill" }) as const),
    );
    for await (const [injection, run] of sweep.runs(injections)) {
      if (run.end.signal === "SIGKILL") killed += 1;
      wrong.push(...faultsOf(run).map((fault) => `${injection.call} ${injection.n}: ${fault}`));
    }
    expect(wrong).toEqual([]);
    // How often the last of them come can depend on what was written together: a few may not be reached.
    expect(killed).toBeGreaterThan(injections.length - 8);
  });

  it("is seen to lose without the syncs", async () => {
    const injections = [8, 16, 24].map((n) => ({ call: "pwrite64", n, does: "kill" }) as const);
    const faults: string[] = [];
    for await (const [, run] of sweep.runs(injections, "no-sync")) faults.push(...run.afterCut.faults);
    expect(faults.filter((fault) => fault.startsWith("lost readings")).length).toBeGreaterThan(0);
  });
});
