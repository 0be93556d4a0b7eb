import type { EpochMs } from "../../core/time.ts";
import { ToldClock } from "../../core/told-clock.ts";
import { createEngine, step } from "../../rules/engine/engine.ts";
import type { Compiled } from "../../rules/engine/plan.ts";
import type { Engine } from "../../rules/engine/state.ts";
import type { Input } from "../../rules/engine/types.ts";
import type { RecordedRow } from "../drivers/replay/row-parser.ts";
import { inputsOf } from "../host/inputs.ts";
import { ScanLoop } from "../host/scan-loop.ts";

/** What an engine lives through again. */
export interface Life {
  readonly rows: AsyncIterable<RecordedRow>;
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Begins the ids of the engine's events. */
  readonly prefix: string;
}

/**
 * An engine as it stood at a moment of a recording. The same rows give the same state, so a replay that is taken up again needs
 * no snapshot, which might know more or less than the spool; what the engine says on the way was said before and is dropped.
 */
export async function relive(compiled: Compiled, { rows, from, until, prefix }: Life): Promise<Engine> {
  const engine = createEngine(compiled, { now: from, prefix, justStopped: true });
  const world = new ToldClock(from);
  const loop = new ScanLoop({
    step: (image, now) => step(engine, image, now),
    perform: () => undefined,
    world,
    atLeastEvery: null,
  });
  loop.scan();
  for await (const row of rows) {
    if (row.at > until) break;
    world.advanceTo(row.at);
    loop.offer(inputsOfRow(row));
    loop.scan();
  }
  world.advanceTo(until);
  loop.close();
  return engine;
}

/** Everything measured at one moment, as inputs of one process image. */
export function inputsOfRow({ samples }: RecordedRow): Input[] {
  return samples.flatMap(({ device, sample }) => inputsOf(device, [sample]));
}
