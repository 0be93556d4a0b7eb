import type { AlarmEvent, DecisionEvent } from "../../core/wire/messages.ts";
import { actuatorOf, happenings, sites } from "./state.ts";
import { number, t, time } from "./words.tsx";

/** What happened last, newest first: alarms that changed, and what actuators were told and why. */
export function Events() {
  const entries = happenings.value;
  return (
    <section aria-labelledby="events-title">
      <h2 id="events-title">{t("events")}</h2>
      {entries.length === 0 ? <p>{t("noEvents")}</p> : null}
      <ol class="events">
        {entries.map(({ site, event }) => (
          <li key={`${site} ${event.id}`}>
            <time dateTime={new Date(event.at).toISOString()}>{time(event.at)}</time>
            <div>
              {event.kind === "alarm" ? <Alarmed event={event} /> : <Told site={site} event={event} />}{" "}
              <span class="site">{placeName(site)}</span>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Where it happened, unless there is only one place. */
function placeName(site: string): string {
  if (site === "-") return t("regional");
  return Object.keys(sites.value).filter((id) => id !== "-").length > 1 ? site : "";
}

function Alarmed({ event }: { readonly event: AlarmEvent }) {
  return (
    <>
      <strong>{event.key}</strong> {t(`state.${event.from}`)} → {t(`state.${event.to}`)}
      {event.actor === undefined ? "" : ` · ${event.actor}`}
    </>
  );
}

function Told({ site, event }: { readonly site: string; readonly event: DecisionEvent }) {
  const actuator = actuatorOf(site, event.actuator);
  return (
    <>
      <strong>{actuator?.name ?? event.actuator}</strong>{" "}
      {t("told", { order: orderWords(event.value, actuator?.speed) })} · {event.reason}
    </>
  );
}

function orderWords(value: number | null, hasSpeed = false): string {
  if (!hasSpeed) return value === 0 ? t("off") : t("on");
  return value === 0 ? t("toStop") : t("runAt", { value: `${number(value ?? 0)} %` });
}
