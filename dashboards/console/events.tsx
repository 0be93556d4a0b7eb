import { alarmHistory } from "./state.ts";
import { t, time } from "./words.tsx";

/** The last transitions of alarms, newest first. */
export function Events() {
  const entries = alarmHistory.value;
  return (
    <section aria-labelledby="events-title">
      <h2 id="events-title">{t("events")}</h2>
      {entries.length === 0 ? <p>{t("noEvents")}</p> : null}
      <ol class="events">
        {entries.map(({ site, event }) => (
          <li key={`${site} ${event.id}`}>
            <time dateTime={new Date(event.at).toISOString()}>{time(event.at)}</time>{" "}
            {site === "-" ? t("regional") : site} · <strong>{event.key}</strong> · {t(`state.${event.from}`)} →{" "}
            {t(`state.${event.to}`)}
            {event.actor === undefined ? "" : ` · ${event.actor}`}
          </li>
        ))}
      </ol>
    </section>
  );
}
