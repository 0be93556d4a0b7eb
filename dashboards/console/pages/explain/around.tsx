import type { DecisionEvent, WireEvent } from "../../../../core/wire/events.ts";
import { addressOf } from "../../frame/route.ts";
import { sites, timeline } from "../../live/state.ts";
import { PriorityMark } from "../../parts/alarm-state.tsx";
import { noteOf, told } from "../../texts/told.ts";
import { moment } from "../../texts/words.ts";
import { aroundOf, type Explanation, withLive } from "./decided.ts";
import { layerWords, orderWords } from "./said.ts";
import { t } from "./texts.ts";

interface AroundProps {
  readonly explanation: Explanation;
  readonly decision: DecisionEvent;
  readonly site: string | undefined;
}

/** What followed a decision, what people did around it, and for a variable which other decisions rested on it. */
export function AroundIt({ explanation, decision, site }: AroundProps) {
  const around = withLive(explanation.around, timeline.value, { site, at: decision.at });
  const { alarms, people } = aroundOf(around, decision);
  return (
    <>
      <Events title={t("followed")} events={alarms} site={site} />
      <Events title={t("people")} events={people} site={site} />
      {explanation.rested.length === 0 ? null : <Events title={t("rested")} events={explanation.rested} site={site} />}
    </>
  );
}

interface EventsProps {
  readonly title: string;
  readonly events: readonly WireEvent[];
  readonly site: string | undefined;
}

function Events({ title, events, site }: EventsProps) {
  return (
    <li class="card">
      <h3>{title}</h3>
      {events.length === 0 ? <p class="faint">{t("none")}</p> : null}
      <ol class="events">
        {events.map((event) => (
          <li key={event.id}>
            <time dateTime={new Date(event.at).toISOString()}>{moment(event.at)}</time>
            <div>
              <Happened event={event} site={site} />
            </div>
          </li>
        ))}
      </ol>
    </li>
  );
}

function Happened({ event, site }: { readonly event: WireEvent; readonly site: string | undefined }) {
  if (event.kind === "alarm") {
    return (
      <>
        <a href={addressOf({ page: "explain", subject: event.key, site, at: event.at })}>{event.key}</a>{" "}
        {t(`transition.${event.transition}`)} <PriorityMark priority={event.priority} />
        {event.actor === undefined ? "" : ` · ${event.actor}`}
        {event.note === undefined ? "" : `: “${noteOf(event)}”`}
      </>
    );
  }
  if (event.kind !== "decision") return null;
  const order = orderWords(event.value, event.actuator, site === undefined ? undefined : sites.value[site]);
  return (
    <>
      <a href={addressOf({ page: "explain", subject: event.actuator, site, at: event.at })}>{event.actuator}</a>{" "}
      {t("ordered", { layer: layerWords(event.layer), order })} <span class="faint">{told(event.reason)}</span>
    </>
  );
}
