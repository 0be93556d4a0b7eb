import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { acceleratedClock, ioClock, type WorldPace } from "../../core/io/clock.ts";

const dayMs = 86_400_000;
const noteEvery = 5_000;
const noteSchema = z.object({ reached: z.number() });

/**
 * The pace of an instance's world. A world that runs faster begins a day back; one that ran before goes on after the moment
 * it had reached, because time that was stored must not come again.
 */
export function worldPace(path: string, speed: number): WorldPace {
  const now = Date.now();
  const begin = speed === 1 ? now : now - dayMs;
  return { speed, start: Math.min(now, Math.max(begin, reached(path) + 1_000)), startedAt: now };
}

/** Keeps noting how far the world has come; returns how to stop. */
export function notePace(path: string, pace: WorldPace): () => void {
  const clock = acceleratedClock(pace);
  let cancel = (): void => undefined;
  const note = (): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, JSON.stringify({ reached: clock.now() }));
    renameSync(`${path}.new`, path);
    cancel = ioClock.schedule(noteEvery, note);
  };
  note();
  return () => {
    cancel();
    note();
    cancel();
  };
}

function reached(path: string): number {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(path, "utf8"))).reached;
  } catch {
    return 0;
  }
}
