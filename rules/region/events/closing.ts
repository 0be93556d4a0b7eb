import { bootKey } from "../../../core/ids.ts";
import type { EpochMs } from "../../../core/time.ts";
import type { WireEvent } from "../../../core/wire/events.ts";
import { eventId } from "../step.ts";
import type { EventFiles } from "./event-files.ts";

/** The ends of earlier boots, told once more in this one: no event above their last will ever come. */
export function closingEvents({ boot, closed }: EventFiles, at: EpochMs): readonly WireEvent[] {
  return closed.map((earlier, made) => ({
    kind: "boot-closed",
    at,
    id: eventId(bootKey(boot), made),
    boot: earlier.boot,
    lastSeq: -1,
    lastEventSeq: earlier.lastSeq,
  }));
}
