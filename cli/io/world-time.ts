import { acceleratedClock, ioClock, type WorldPace, wallClock } from "../../core/io/clock.ts";
import type { Cancel } from "../../core/ports/clock.ts";
import type { EpochMs } from "../../core/time.ts";
import { TimeKeeper } from "../time-keeper.ts";
import type { Part, ProgramName } from "./child.ts";
import type { Fleet, FleetOptions } from "./fleet.ts";
import type { TimeMessage } from "./world-clock.ts";

/** The time of an instance's world, as its supervisor keeps it. */
export interface WorldTimeKeeping {
  readonly now: () => EpochMs;
  /** What the fleet must tell. */
  readonly events: Pick<FleetOptions, "onReport" | "onDeath" | "specNow">;
  /** World time stands until this is called, so that nothing happens in it while the processes start. */
  readonly begin: (tell: Fleet["tell"]) => void;
  readonly stop: () => void;
}

/** Those who together are the world and its control; a hub only looks on. */
const awaited: readonly ProgramName[] = ["world", "gateway"];

function nowOf(clock: { now(): number }): () => number {
  return () => clock.now();
}

/** Keeps the time of a world; at the speed of life that is the machine's own, and there is nothing to keep. */
export function keepWorldTime(pace: WorldPace): WorldTimeKeeping {
  if (pace.speed === 1) {
    return { now: nowOf(acceleratedClock(pace)), events: {}, begin: () => undefined, stop: () => undefined };
  }
  let tell: Fleet["tell"] = () => undefined;
  const keeper = new TimeKeeper({
    ...pace,
    now: nowOf(ioClock),
    wall: nowOf(wallClock),
    send: (member, grant) => {
      const message: TimeMessage = { kind: "time", grant };
      tell(member, message);
    },
  });
  let cancel: Cancel = () => undefined;
  let goesOn = false;
  const joined = new Set<string>();
  const join = ({ name, program }: Part): void => {
    joined.add(name);
    keeper.join(name, awaited.includes(program));
  };
  const turn = (): void => {
    keeper.tick();
    cancel = ioClock.schedule(keeper.pause, turn);
  };
  return {
    now: () => keeper.time,
    events: {
      onReport: (part, report) => {
        if (report.kind === "kept-up") keeper.answered(part.name, report.at);
        // One that starts again keeps up from its first moment, so that time does not run on while it opens its devices.
        if (report.kind === "ready" || (report.kind === "kept-up" && !joined.has(part.name))) join(part);
      },
      onDeath: ({ name }) => {
        joined.delete(name);
        keeper.leave(name);
      },
      specNow: (spec) =>
        spec.kind === "up" ? { ...spec, timeGoesOn: goesOn, time: { ...spec.time, start: keeper.time } } : spec,
    },
    begin(how) {
      tell = how;
      goesOn = true;
      turn();
    },
    stop: () => cancel(),
  };
}
