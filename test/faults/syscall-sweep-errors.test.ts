import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SpoolSweep, type SweepRun } from "../support/spool-sweep.ts";
import { countCalls, type DiskCall, type Injection, type TracedCall } from "../support/strace.ts";

let sweep: SpoolSweep;
/** How often an undisturbed run makes each call. */
let calls: ReadonlyMap<DiskCall, number>;
beforeAll(async () => {
  sweep = await SpoolSweep.make();
  calls = countCalls((await sweep.finish(sweep.start())).calls);
});
afterAll(async () => sweep[Symbol.asyncDispose]());

/** The n-th calls of one kind, for every `step`-th n. */
function every(step: number, call: DiskCall, does: Injection["does"], onward = false): Injection[] {
  const count = Math.ceil((calls.get(call) ?? 0) / step);
  return Array.from({ length: count }, (_, i) => ({ call, n: 1 + i * step, does, onward }));
}

const faultsOf = ({ afterKill, afterCut }: SweepRun): string[] => [...afterKill.faults, ...afterCut.faults];
const label = ({ call, n, does }: Injection): string => `${does} at ${call} ${n}`;

/** Files that were written or synced again after that had failed once; a file that was removed or renamed in between is another one. */
function triedAgain(made: readonly TracedCall[]): string[] {
  const failed = new Set<string>();
  const again: string[] = [];
  for (const { call, file, injected } of made) {
    if (call === "unlink" || call === "rename") failed.delete(file);
    else if (call !== "fdatasync" && call !== "pwrite64") continue;
    else if (failed.has(file)) again.push(`${call} ${file}`);
    else if (injected) failed.add(file);
  }
  return again;
}

/** Runs the scenario with each of these failures; everything that went wrong, and what each run said last. */
async function disturbed(injections: readonly Injection[], fault?: Parameters<SpoolSweep["runs"]>[1]) {
  const wrong: string[] = [];
  const lastWords: string[] = [];
  for await (const [injection, run] of sweep.runs(injections, fault)) {
    const happened = run.calls.some(({ injected }) => injected);
    const faults = [...faultsOf(run), ...triedAgain(run.calls), ...(happened ? [] : ["the failure did not happen"])];
    if (run.end.code !== 0 && run.end.code !== 3) faults.push(`ended with ${run.end.code}: ${run.trouble}`);
    wrong.push(...faults.map((one) => `${label(injection)}: ${one}`));
    const last = run.reports.at(-1);
    const trouble = run.reports.find((one) => one.is === "trouble");
    lastWords.push(trouble === undefined ? (last?.is ?? "nothing") : trouble.what);
  }
  return { wrong, lastWords };
}

describe("a disk that fails", () => {
  it("once, at any sync: no file is synced twice after that, and nothing called durable is lost", async () => {
    const injections = [...every(1, "fdatasync", "EIO"), ...every(1, "fsync", "EIO")];
    const { wrong, lastWords } = await disturbed(injections);
    expect(wrong).toEqual([]);
    expect(lastWords.filter((word) => word === "closed").length).toBeGreaterThan(injections.length * 0.8);
  });

  it("once, at any write, rename, removal or cut: nothing called durable is lost", async () => {
    const changes = [...every(1, "rename", "EIO"), ...every(1, "unlink", "EIO"), ...every(1, "ftruncate", "EIO")];
    const { wrong } = await disturbed([...every(4, "pwrite64", "EIO"), ...every(6, "pwrite64", "ENOSPC"), ...changes]);
    expect(wrong).toEqual([]);
  });

  it("for good: the spool says so and calls nothing durable any more; a restart has all that was", async () => {
    const { wrong, lastWords } = await disturbed(every(4, "fdatasync", "EIO", true));
    expect(wrong).toEqual([]);
    expect(lastWords.filter((words) => /EIO/.test(words)).length).toBeGreaterThan(lastWords.length * 0.7);
  });

  it("is seen to cost readings where a failed sync is passed over", async () => {
    const { wrong } = await disturbed(every(4, "fdatasync", "EIO"), "sync-ignored");
    expect(wrong.filter((one) => one.includes("lost")).length).toBeGreaterThan(0);
  });

  it("is seen to be tried again where a failed sync is simply repeated", async () => {
    const { wrong } = await disturbed(every(8, "fdatasync", "EIO"), "sync-again");
    expect(wrong.filter((one) => / fdatasync (readings|events)/.test(one)).length).toBeGreaterThan(0);
  });
});
