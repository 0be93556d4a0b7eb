import { signal } from "@preact/signals";
import { act } from "../api.ts";
import { addressOf } from "../frame/route.ts";
import { type AlarmRow, isOwners, isUnacknowledged, nameOf, type Once } from "../live/alarms.ts";
import { mayAct } from "../live/me.ts";
import { region } from "../live/site.ts";
import { moment, number, time } from "../texts/words.ts";
import { AlarmState, NoAlarms, PriorityMark } from "./alarm-state.tsx";
import { unitOf } from "./alarm-unit.ts";
import { placeName } from "./place-name.ts";
import { t } from "./texts.ts";

const outcomes = signal<Readonly<Record<string, string>>>({});

interface AlarmListProps {
  readonly standing: Once;
  /** Whether what they are of is heard. */
  readonly isKnown: boolean;
}

/** Standing alarms of one site, each with its response and the way to acknowledge it. */
export function AlarmList({ standing: { rows, climbed }, isKnown }: AlarmListProps) {
  if (rows.length === 0) {
    return (
      <p class="calm">
        <NoAlarms isKnown={isKnown} />
      </p>
    );
  }
  return (
    <ul class="alarms">
      {rows.map((row) => (
        <Alarm key={nameOf(row)} row={row} hasClimbed={climbed.has(nameOf(row))} />
      ))}
    </ul>
  );
}

function Alarm({ row, hasClimbed }: { readonly row: AlarmRow; readonly hasClimbed: boolean }) {
  const { site, alarm } = row;
  const { shelved } = alarm;
  const waits = isUnacknowledged(alarm) && shelved === undefined;
  // The event changes with the acknowledge; the onset stays as long as this is the same occurrence.
  const occurrence = `${site} ${alarm.key} ${alarm.onset}`;
  const acknowledge = async (): Promise<void> => {
    outcomes.value = { ...outcomes.value, [occurrence]: t("sent") };
    const path = `/api/v1/alarms/${encodeURIComponent(alarm.key)}/acknowledge`;
    const { words } = await act(path, { site, eventId: alarm.eventId });
    outcomes.value = { ...outcomes.value, [occurrence]: words };
  };
  return (
    <li class={`alarm ${alarm.priority} ${waits ? "new" : ""} ${shelved === undefined ? "" : "hidden-one"}`}>
      <div>
        <strong>
          <PriorityMark priority={alarm.priority} /> · {alarm.key}
        </strong>{" "}
        {site === region ? <span class="site">{placeName(site)}</span> : null}
        <div>
          <AlarmState state={alarm.state} /> · {t("since", { time: time(alarm.onset) })}
          {alarm.value === null ? "" : ` · ${number(alarm.value)} ${unitOf(site, alarm)}`}
        </div>
        {shelved === undefined ? null : (
          <div>◇ {t("shelvedUntil", { by: shelved.by, time: moment(shelved.until), reason: shelved.reason })}</div>
        )}
        <div class="response">{alarm.response}</div>
        {hasClimbed ? <div class="faint">{t("climbed")}</div> : null}
      </div>
      <div class="answer">
        <output>{outcomes.value[occurrence] ?? ""}</output>
        <a href={addressOf({ page: "explain", subject: alarm.key, site, at: undefined })}>{t("why")}</a>
        {mayAct.value && waits && isOwners(row) ? (
          <button type="button" onClick={() => void acknowledge()}>
            {t("acknowledge")}
          </button>
        ) : null}
      </div>
    </li>
  );
}
