import { addressOf } from "../frame/route.ts";
import { type AlarmRow, isOwners, isUnacknowledged, nameOf, type Once } from "../live/alarms.ts";
import { mayAct } from "../live/me.ts";
import { region } from "../live/site.ts";
import { moment, number, time } from "../texts/words.ts";
import { acknowledge, outcomeOf } from "./alarm-orders.ts";
import { AlarmState, NoAlarms, PriorityMark } from "./alarm-state.tsx";
import { unitOf } from "./alarm-unit.ts";
import { placeName } from "./place-name.ts";
import { t } from "./texts.ts";

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
        <output>{outcomeOf(row)}</output>
        <a href={addressOf({ page: "explain", subject: alarm.key, site, at: undefined })}>{t("why")}</a>
        {mayAct.value && waits && isOwners(row) ? (
          <button type="button" onClick={() => void acknowledge([row])}>
            {t("acknowledge")}
          </button>
        ) : null}
      </div>
    </li>
  );
}
