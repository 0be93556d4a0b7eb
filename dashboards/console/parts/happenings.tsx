import type { AlarmEvent, DecisionEvent } from "../../../core/wire/events.ts";
import type { Happening } from "../live/happenings.ts";
import { actuatorOf, region } from "../live/site.ts";
import { siteList, sites } from "../live/state.ts";
import { told } from "../texts/told.ts";
import { time } from "../texts/words.ts";
import { AlarmTransition } from "./alarm-transition.tsx";
import { orderWords } from "./order-words.ts";
import { placeName } from "./place-name.ts";
import { t } from "./texts.ts";

interface HappeningsProps {
  readonly entries: readonly Happening[];
  /** The site whose page this is: of what happened there the place is not said. */
  readonly here?: string;
}

/** What happened last, newest first: alarms that changed, and what actuators were told and why. */
export function Happenings({ entries, here }: HappeningsProps) {
  return (
    <section aria-labelledby="events-title">
      <h2 id="events-title">{t("events")}</h2>
      {entries.length === 0 ? <p>{t("noEvents")}</p> : null}
      <ol class={here === undefined ? "events placed" : "events"}>
        {entries.map(({ site, event }) => (
          <li key={`${site} ${event.id}`}>
            <time dateTime={new Date(event.at).toISOString()}>{time(event.at)}</time>
            {site === here ? null : <span class="site">{whereOf(site)}</span>}
            <div>{event.kind === "alarm" ? <Alarmed event={event} /> : <Told site={site} event={event} />}</div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Where it happened, unless there is only one place. */
function whereOf(site: string): string {
  return site === region || siteList.value.length > 1 ? placeName(site) : "";
}

function Alarmed({ event }: { readonly event: AlarmEvent }) {
  return (
    <>
      <strong>{event.key}</strong> <AlarmTransition event={event} />
    </>
  );
}

function Told({ site, event }: { readonly site: string; readonly event: DecisionEvent }) {
  const actuator = actuatorOf(sites.value[site], event.actuator);
  return (
    <>
      <strong>{actuator?.name ?? event.actuator}</strong>{" "}
      {event.value === null ? "" : t("told", { order: orderWords(event.value, actuator) })} · {told(event.reason)}
    </>
  );
}
