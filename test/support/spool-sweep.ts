import { appendFile, cp, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SpoolConfig } from "../../gateway/spool/spool.ts";
import { fastDirectory } from "./fast-directory.ts";
import { LoopDisk } from "./loop-disk.ts";
import { BundledProgram, type End, RunningProgram } from "./program.ts";
import type { Planted } from "./programs/known.ts";
import type { Report } from "./programs/report.ts";
import { judge, Promises, type Verdict } from "./spool-judge.ts";
import { type Injection, oneFileThread, parseTrace, straced, type TracedCall } from "./strace.ts";

const spool: SpoolConfig = { size: 60_000, commit: 1, reserve: 0.2, whenFull: "drop-oldest" };
/** Long enough to fill segments, to let go what an ingest has, and to run out of space after that. */
const scenario = { spool, rounds: 10, readings: 400, confirmAfter: 4 };

/** One run of the scenario and what a restart would find after it. */
export interface SweepRun {
  readonly end: End;
  readonly trouble: string;
  readonly reports: readonly Report[];
  readonly calls: readonly TracedCall[];
  /** With the page cache as the process left it. */
  readonly afterKill: Verdict;
  /** With the power cut at the moment the process ended. */
  readonly afterCut: Verdict;
}

/** Runs a spool's whole life, from a start after a crash to its close, with one system call disturbed each time. */
export class SpoolSweep {
  readonly #disk: LoopDisk;
  readonly #program: BundledProgram;
  readonly #home: string;
  readonly #promises = new Promises();
  #runs = 0;

  private constructor(disk: LoopDisk, program: BundledProgram, home: string) {
    this.#disk = disk;
    this.#program = program;
    this.#home = home;
  }

  static async make(): Promise<SpoolSweep> {
    const [disk, program, home] = await Promise.all([
      LoopDisk.make("ext4"),
      BundledProgram.make("spool-scenario"),
      fastDirectory("sweep"),
    ]);
    const sweep = new SpoolSweep(disk, program, home);
    await sweep.#prepare();
    return sweep;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#disk[Symbol.asyncDispose]();
    await this.#program[Symbol.asyncDispose]();
    await rm(this.#home, { recursive: true });
  }

  get #template(): string {
    return join(this.#home, "template");
  }

  /** An earlier life was broken off in the middle of a write. */
  async #prepare(): Promise<void> {
    await mkdir(this.#template);
    const orders = { ...scenario, directory: this.#template, rounds: 3, breaksOff: true };
    const earlier = new RunningProgram({ file: this.#program.file, orders });
    earlier.begin();
    await earlier.ended;
    this.#promises.take(earlier.reports);
    for (const name of await readdir(join(this.#template, "spool"))) {
      const path = join(this.#template, "spool", name);
      await appendFile(path, (await readFile(path)).subarray(0, 60));
    }
  }

  /** Starts the program on a fresh copy of the earlier life; it waits until it is let go in `finish`. */
  start(injection?: Injection, fault?: Planted): Started {
    const name = `run-${this.#runs++}`;
    const directory = join(this.#disk.directory, name);
    const trace = join(this.#home, `${name}.trace`);
    const orders = { ...scenario, directory, fault };
    const under = straced(trace, injection);
    const program = new RunningProgram({ file: this.#program.file, orders, under, env: oneFileThread });
    return { name, directory, trace, program };
  }

  /** Lets the program go, and judges what it leaves. */
  async finish(started: Started): Promise<SweepRun> {
    return await this.#conclude(started, await this.#perform(started));
  }

  async #perform({ name, directory, program }: Started): Promise<End> {
    await cp(this.#template, directory, { recursive: true });
    await this.#disk.settle();
    program.begin();
    const end = await program.ended;
    const [killed, cut] = [join(this.#home, `${name}.killed`), join(this.#home, `${name}.cut`)];
    await cp(directory, killed, { recursive: true });
    await this.#disk.cut();
    await this.#disk.restore();
    await cp(directory, cut, { recursive: true });
    await rm(directory, { recursive: true });
    return end;
  }

  async #conclude({ name, trace, program }: Started, end: End): Promise<SweepRun> {
    const { reports, trouble } = program;
    const afterKill = await this.#judge(join(this.#home, `${name}.killed`), reports);
    const afterCut = await this.#judge(join(this.#home, `${name}.cut`), reports);
    return { end, trouble, reports, calls: parseTrace(await readFile(trace, "utf8")), afterKill, afterCut };
  }

  /** Runs the scenario once for each injection, each while the one before is judged and the one behind loads. */
  async *runs(injections: Iterable<Injection>, fault?: Planted): AsyncGenerator<readonly [Injection, SweepRun]> {
    let ahead: Promise<readonly [Injection, SweepRun]> | undefined;
    let [next, ...rest] = [...injections];
    let loading = next && this.start(next, fault);
    while (next !== undefined && loading !== undefined) {
      const [injection, started] = [next, loading];
      [next, ...rest] = rest;
      loading = next && this.start(next, fault);
      const end = await this.#perform(started);
      if (ahead !== undefined) yield await ahead;
      ahead = this.#conclude(started, end).then((run) => [injection, run]);
    }
    if (ahead !== undefined) yield await ahead;
  }

  async #judge(directory: string, reports: readonly Report[]): Promise<Verdict> {
    const promises = this.#promises.clone();
    promises.take(reports);
    const verdict = await judge(directory, promises, { spool, mayDrop: true });
    await rm(directory, { recursive: true });
    return verdict;
  }
}

/** A program that waits to be let go. */
interface Started {
  readonly name: string;
  readonly directory: string;
  readonly trace: string;
  readonly program: RunningProgram;
}
