import { join } from "node:path";
import { ioClock } from "../../core/io/clock.ts";
import { makeFolder } from "../../core/io/folders.ts";
import type { WorldClock } from "../../core/ports/clock.ts";
import { type RunningWorld, start } from "../app.ts";
import type { MakeWorld } from "../worlds/world.ts";
import { controlPort } from "./control-port.ts";
import { tcpLines } from "./tcp-lines.ts";
import { announceWorld, openTruthFile } from "./world-files.ts";

/** Where a world leaves its files, by which clock it lives and which it is. */
export interface WorldOptions {
  /** Gets `world.json`, `control.token` and `truth.jsonl`. */
  readonly dir: string;
  readonly clock: WorldClock;
  readonly make: MakeWorld;
}

/** Runs a world on this machine: buses and control port on loopback, files in `dir`. */
export async function runWorld(options: WorldOptions): Promise<RunningWorld> {
  const { dir, clock, make } = options;
  makeFolder(dir);
  const truth = openTruthFile(join(dir, "truth.jsonl"));
  const world = await start(make, {
    clocks: { io: ioClock, world: clock },
    truth: (line) => truth.append(line),
    lines: tcpLines,
    control: controlPort(join(dir, "control.token")),
    announce: (file) => announceWorld(join(dir, "world.json"), file),
  });
  return {
    ...world,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      truth[Symbol.dispose]();
    },
  };
}
