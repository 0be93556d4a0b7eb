import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { messageOf } from "../../core/errors.ts";
import { ioClock, systemClocks, type WorldPace } from "../../core/io/clock.ts";
import { makeFolder } from "../../core/io/folders.ts";
import type { EpochMs } from "../../core/time.ts";

const dayMs = 86_400_000;
const noteEvery = 5_000;
const noteSchema = z.object({ reached: z.number() });

/**
 * The pace of an instance's world. A world that runs faster begins a day back; one that ran before goes on after the moment
 * it had reached, because time that was stored must not come again.
 */
export function worldPace(path: string, speed: number): WorldPace {
  const now = systemClocks.world.now();
  const begin = speed === 1 ? now : now - dayMs;
  return { speed, start: Math.min(now, Math.max(begin, reached(path) + 1_000)), startedAt: now };
}

/**
 * Keeps noting how far the world has come; returns how to stop. A note that cannot be written (a full disk) is said once:
 * what keeps a site running does not end for it.
 */
export function notePace(path: string, now: () => EpochMs, say: (text: string) => void): () => void {
  let cancel = (): void => undefined;
  let failing = false;
  const note = (): void => {
    const failure = failureTo(() => noteReached(path, now()));
    if (failure !== undefined && !failing) say(`homeostat: ${path} is not kept: ${failure}\n`);
    failing = failure !== undefined;
    cancel = ioClock.schedule(noteEvery, note);
  };
  note();
  return () => {
    cancel();
    note();
    cancel();
  };
}

function failureTo(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Notes the moment of world time an instance has come to. */
export function noteReached(path: string, moment: EpochMs): void {
  makeFolder(dirname(path));
  writeFileSync(`${path}.new`, JSON.stringify({ reached: moment }));
  renameSync(`${path}.new`, path);
}

/** The moment of world time an instance has come to; 0 before its first start. */
export function reached(path: string): EpochMs {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(path, "utf8"))).reached;
  } catch {
    return 0;
  }
}
