import type { AlarmEvent } from "../../../core/wire/events.ts";
import { noteOf } from "../texts/told.ts";
import { PriorityMark } from "./alarm-state.tsx";
import { transitionWords } from "./transition-words.ts";

/** What happened to an alarm, by whom, and what they noted; of one that was raised its priority. */
export function AlarmTransition({ event }: { readonly event: AlarmEvent }) {
  return (
    <>
      {transitionWords(event)}
      {event.note === undefined ? "" : `: “${noteOf(event)}”`}
      {event.transition === "raise" ? (
        <>
          {" "}
          <PriorityMark priority={event.priority} />
        </>
      ) : null}
    </>
  );
}
