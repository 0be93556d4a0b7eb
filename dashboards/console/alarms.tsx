import { signal } from "@preact/signals";
import type { StandingAlarm } from "../../core/wire/messages.ts";
import { act } from "./api.ts";
import { sites } from "./state.ts";
import { number, t, time } from "./words.tsx";

const rank = { critical: 0, high: 1, medium: 2, low: 3 } as const;
const outcomes = signal<Readonly<Record<string, string>>>({});

interface Row {
  readonly site: string;
  readonly alarm: StandingAlarm;
}

/** Every standing alarm of every site, worst and oldest first, with its response and the way to acknowledge it. */
export function Alarms() {
  const rows: Row[] = Object.values(sites.value).flatMap(({ site, alarms }) =>
    alarms.map((alarm) => ({ site, alarm })),
  );
  rows.sort((a, b) => rank[a.alarm.priority] - rank[b.alarm.priority] || a.alarm.onset - b.alarm.onset);
  return (
    <section aria-labelledby="alarms-title">
      <h2 id="alarms-title">{t("alarms")}</h2>
      {rows.length === 0 ? <p class="calm">✓ {t("noAlarms")}</p> : null}
      <ul class="alarms">
        {rows.map(({ site, alarm }) => (
          <Alarm key={`${site} ${alarm.key}`} site={site} alarm={alarm} />
        ))}
      </ul>
    </section>
  );
}

function Alarm({ site, alarm }: Row) {
  const unacknowledged = ["unacknowledged", "rtnUnacknowledged", "latchedUnacknowledged"].includes(alarm.state);
  // The event changes with the acknowledge; the onset stays as long as this is the same occurrence.
  const occurrence = `${site} ${alarm.key} ${alarm.onset}`;
  const acknowledge = async (): Promise<void> => {
    outcomes.value = { ...outcomes.value, [occurrence]: t("sent") };
    const path = `/api/v1/alarms/${encodeURIComponent(alarm.key)}/acknowledge`;
    const { words } = await act(path, { site, eventId: alarm.eventId });
    outcomes.value = { ...outcomes.value, [occurrence]: words };
  };
  const regional = site === "-";
  return (
    <li class={`alarm ${alarm.priority} ${unacknowledged ? "new" : ""}`}>
      <div>
        <strong>
          <span aria-hidden="true">{{ critical: "▲▲", high: "▲", medium: "◆", low: "○" }[alarm.priority]}</span>{" "}
          {t(`priority.${alarm.priority}`)} · {alarm.key}
        </strong>{" "}
        <span class="site">{regional ? t("regional") : site}</span>
        <div>
          {t(`state.${alarm.state}`)} · {t("since", { time: time(alarm.onset) })}
          {alarm.value === null ? "" : ` · ${number(alarm.value)}`}
        </div>
        <div class="response">{alarm.response}</div>
      </div>
      <div class="answer">
        <output>{outcomes.value[occurrence] ?? ""}</output>
        {unacknowledged && !regional ? (
          <button type="button" onClick={() => void acknowledge()}>
            {t("acknowledge")}
          </button>
        ) : null}
      </div>
    </li>
  );
}
