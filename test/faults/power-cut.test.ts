import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClocks } from "../../core/io/clock.ts";
import { sleep } from "../../core/ports/clock.ts";
import type { Rng } from "../../core/ports/rng.ts";
import { seededRng } from "../../core/sim/rng.ts";
import type { SpoolConfig } from "../../gateway/spool/spool.ts";
import { fastDirectory } from "../support/fast-directory.ts";
import { type FileSystem, LoopDisk } from "../support/loop-disk.ts";
import { BundledProgram, RunningProgram } from "../support/program.ts";
import type { Planted } from "../support/programs/known.ts";
import { judge, Promises, type Verdict } from "../support/spool-judge.ts";

/** Small, so that a life of a tenth of a second fills segments. */
const spool: SpoolConfig = { size: 500_000, commit: 4, reserve: 0.2, whenFull: "drop-oldest" };
/** One spool lives through this many cuts, then a new one begins. */
const cutsPerSpool = 6;

let program: BundledProgram;
let copies: string;
beforeAll(async () => {
  program = await BundledProgram.make("gateway-life");
  copies = await fastDirectory("cut");
});
afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await rm(copies, { recursive: true, force: true });
});

/** What is out of the ordinary about a gateway. */
interface Special {
  readonly fault?: Planted;
  readonly engineOnly?: boolean;
}

/** What some cuts found. */
interface Cuts {
  readonly verdicts: readonly Verdict[];
  /** Cuts by what the gateway was doing: it still opened, or had already called something durable. */
  readonly opening: number;
  readonly working: number;
  /** Most segments of readings that one gateway had begun. */
  readonly segments: number;
  /** How every gateway ended: only by our kill. */
  readonly ends: ReadonlySet<string>;
}

/** Cuts the power of a gateway at random moments, again and again, and judges each time what a restart would find. */
async function cutAgainAndAgain(kind: FileSystem, cuts: number, seed: number, special: Special = {}): Promise<Cuts> {
  await using disk = await LoopDisk.make(kind);
  const rng = seededRng(seed);
  const verdicts: Verdict[] = [];
  const ends = new Set<string>();
  const seen = { opening: 0, working: 0, segments: 0 };
  let promises = new Promises();
  const directory = (cut: number): string => join(disk.directory, `spool-${Math.floor(cut / cutsPerSpool)}`);
  const start = (cut: number): RunningProgram =>
    new RunningProgram({
      file: program.file,
      orders: { directory: directory(cut), seed: seed + cut, spool, ...special },
    });
  let next = start(0);
  for (let cut = 0; cut < cuts; cut += 1) {
    const gateway = next;
    if (cut % cutsPerSpool === 0) {
      promises = new Promises();
      await mkdir(directory(cut));
      await disk.settle();
    }
    next = start(cut + 1);
    const { end, at } = await cutOnce(disk, gateway, rng);
    ends.add(`${end.signal} ${gateway.trouble}`);
    promises.take(gateway.reports.filter(({ saidAt }) => saidAt < at));
    const said = new Set(gateway.reports.map(({ is }) => is));
    if (!said.has("boot")) seen.opening += 1;
    if (said.has("durable")) seen.working += 1;
    const copy = join(copies, `${kind}-${seed}-${cut}`);
    await cp(directory(cut), copy, { recursive: true });
    verdicts.push(await judge(copy, promises, { spool }));
    const names = await readdir(join(copy, "spool")).catch(() => []);
    seen.segments = Math.max(seen.segments, segmentsOfOneBoot(names));
    await rm(copy, { recursive: true });
  }
  await next.kill();
  return { verdicts, ...seen, ends };
}

/** Early, while it opens, or after it has said so much and a moment later. */
async function cutOnce(disk: LoopDisk, gateway: RunningProgram, rng: Rng) {
  gateway.begin();
  const opening = rng.next() < 0.25;
  if (!opening) await gateway.said(1 + Math.floor(rng.next() * 40));
  await sleep(systemClocks.io, rng.next() * (opening ? 30 : 8));
  const at = await disk.cut();
  const end = await gateway.kill();
  await disk.restore();
  return { end, at };
}

function segmentsOfOneBoot(names: readonly string[]): number {
  const boots = names
    .filter((name) => name.startsWith("readings-"))
    .map((name) => name.slice(0, "readings-".length + 10));
  return Math.max(0, ...[...new Set(boots)].map((boot) => boots.filter((one) => one === boot).length));
}

const faultsOf = ({ verdicts }: Cuts): string[] => verdicts.flatMap(({ faults }) => faults);

describe("a power cut at any moment", () => {
  it.each([
    { kind: "ext4", cuts: 50 },
    { kind: "xfs", cuts: 16 },
  ] as const)(
    "takes nothing from a gateway on $kind that it had called durable: $cuts cuts",
    async ({ kind, cuts }) => {
      const result = await cutAgainAndAgain(kind, cuts, 1);
      expect(faultsOf(result)).toEqual([]);
      expect(result.verdicts).toHaveLength(cuts);
      expect(result.opening).toBeGreaterThan(0);
      expect(result.working).toBeGreaterThan(cuts / 3);
      expect(result.segments).toBeGreaterThan(1);
      expect([...result.ends]).toEqual(["SIGKILL "]);
    },
  );

  it("is seen to take much from a gateway whose files are never synced", async () => {
    const faults = faultsOf(await cutAgainAndAgain("ext4", 8, 2, { fault: "no-sync" }));
    expect(faults.filter((fault) => fault.startsWith("lost readings")).length).toBeGreaterThan(2);
  });

  it("is seen to take the last from a gateway that says so a moment before it is true", async () => {
    const faults = faultsOf(await cutAgainAndAgain("ext4", 10, 4, { fault: "sync-late" }));
    expect(faults.filter((fault) => fault.startsWith("lost readings")).length).toBeGreaterThan(0);
  });

  it("is seen to bring back old files where no directory is synced", async () => {
    const faults = faultsOf(await cutAgainAndAgain("ext4", 8, 3, { fault: "no-directory-sync", engineOnly: true }));
    expect(faults.filter((fault) => fault.startsWith("engine mark")).length).toBeGreaterThan(2);
  });
});
