import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { acceleratedClock, ioClock, type WorldPace } from "../../core/io/clock.ts";
import { type RunningWorld, start } from "../app.ts";
import type { PolderScript } from "../worlds/polder-plan.ts";
import { controlPort } from "./control-port.ts";
import { tcpLines } from "./tcp-lines.ts";
import { announceWorld, openTruthFile } from "./world-files.ts";

/** Where a world leaves its files, how fast it lives and what happens in it. */
export interface WorldOptions {
  /** Gets `world.json`, `control.token` and `truth.jsonl`. */
  readonly dir: string;
  readonly pace: WorldPace;
  readonly script: Omit<PolderScript, "start">;
}

/** Runs the polder on this machine: buses and control port on loopback, files in `dir`. */
export async function runWorld(options: WorldOptions): Promise<RunningWorld> {
  const { dir, pace, script } = options;
  mkdirSync(dir, { recursive: true });
  const truth = openTruthFile(join(dir, "truth.jsonl"));
  const world = await start(
    { ...script, start: pace.start },
    {
      clocks: { io: ioClock, world: acceleratedClock(pace) },
      truth: (line) => truth.append(line),
      lines: tcpLines,
      control: controlPort(join(dir, "control.token")),
      announce: (file) => announceWorld(join(dir, "world.json"), file),
    },
  );
  return {
    ...world,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      truth[Symbol.dispose]();
    },
  };
}
