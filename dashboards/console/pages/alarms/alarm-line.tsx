import type { AlarmLine as Line } from "../../../alarm-lines.ts";
import { addressOf } from "../../frame/route.ts";
import { setQuery } from "../../frame/router.ts";
import { type AlarmRow, isUnacknowledged, nameOf } from "../../live/alarms.ts";
import { mayAct } from "../../live/me.ts";
import { worldNow } from "../../live/state.ts";
import { acknowledge, order, outcomeOf } from "../../parts/alarm-orders.ts";
import { t as parts } from "../../parts/texts.ts";
import { age, time } from "../../texts/words.ts";
import { AlarmFacts, AlarmHead } from "./alarm-facts.tsx";
import { choose, isChosen } from "./chosen.ts";
import { asking } from "./dialogs.tsx";
import { longestShelvingOf } from "./shelving-times.ts";
import { isOrphan } from "./standing.ts";
import { t } from "./texts.ts";

interface LineProps {
  readonly line: Line;
  /** Names of alarms that stand at the region too. */
  readonly climbed: ReadonlySet<string>;
  /** Whether several can be chosen. */
  readonly isChoosing: boolean;
}

/** One line of the list: the alarm that came first, and those that came with it behind a fold. */
export function AlarmLine({ line, climbed, isChoosing }: LineProps) {
  const { first, others } = line;
  return (
    <li>
      <Alarm
        row={first}
        isFirstOut={others.length > 0}
        hasClimbed={climbed.has(nameOf(first))}
        isChoosing={isChoosing}
      />
      {others.length === 0 ? null : (
        <details class="others">
          <summary>{t("together", { n: String(others.length) })}</summary>
          <ul class="alarms">
            {others.map((row) => (
              <li key={nameOf(row)}>
                <Alarm row={row} isFirstOut={false} hasClimbed={climbed.has(nameOf(row))} isChoosing={isChoosing} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

interface AlarmProps {
  readonly row: AlarmRow;
  readonly isFirstOut: boolean;
  readonly hasClimbed: boolean;
  readonly isChoosing: boolean;
}

function Alarm({ row, isFirstOut, hasClimbed, isChoosing }: AlarmProps) {
  const { alarm } = row;
  const marks = [
    ...(isFirstOut ? [t("firstOut")] : []),
    ...(hasClimbed ? [parts("climbed")] : []),
    ...(isOrphan(row) ? [t("orphan")] : []),
  ];
  return (
    <article class={`alarm ${alarm.priority} ${isUnacknowledged(alarm) ? "new" : ""}`} aria-label={alarm.key}>
      {isChoosing ? <Choose row={row} /> : null}
      <div class="about">
        <AlarmHead row={row} />
        <AlarmFacts row={row} />
        <div class="response">{t("respond", { response: alarm.response })}</div>
        <OrElse alarm={alarm} />
        {marks.length === 0 ? null : <div class="faint">{marks.join(" · ")}</div>}
      </div>
      <div class="answer">
        <output>{outcomeOf(row)}</output>
        <Links row={row} />
        {mayAct.value && !isOrphan(row) ? <Actions row={row} /> : null}
      </div>
    </article>
  );
}

/** Whether its condition holds. */
function isActive({ state }: AlarmRow["alarm"]): boolean {
  return state === "unacknowledged" || state === "acknowledged";
}

/** What happens when nobody acts, and until when there is time to: of an alarm that is active. */
function OrElse({ alarm }: Pick<AlarmRow, "alarm">) {
  const { consequence, timeToRespond, onset } = alarm;
  if (consequence === undefined || !isActive(alarm)) return null;
  const due = timeToRespond === undefined ? undefined : onset + timeToRespond;
  if (due === undefined) return <div class="response">{t("orElse", { consequence })}</div>;
  const isLate = worldNow.value >= due;
  const said = { consequence, time: time(due), length: age(timeToRespond ?? 0) };
  return <div class="response">{isLate ? t("tooLate", said) : t("orElseAt", said)}</div>;
}

/** Shows the story of one alarm, and leads there: on a phone it is far below. */
function tellStory(row: AlarmRow): void {
  setQuery({ alarm: nameOf(row) });
  requestAnimationFrame(() => document.getElementById("story")?.focus());
}

/** Where more is told of an alarm: why it is so, and all that happened to it. */
export function Links({ row }: { readonly row: AlarmRow }) {
  return (
    <>
      <a href={addressOf({ page: "explain", subject: row.alarm.key, site: row.site })}>{parts("why")}</a>
      <button type="button" class="plain" onClick={() => tellStory(row)}>
        {t("story")}
      </button>
    </>
  );
}

function Actions({ row }: { readonly row: AlarmRow }) {
  const { state, eventId } = row.alarm;
  return (
    <>
      {isUnacknowledged(row.alarm) ? (
        <>
          <button type="button" onClick={() => void acknowledge([row])}>
            {t("acknowledge")}
          </button>
          <button type="button" onClick={() => (asking.value = { kind: "acknowledge", rows: [row] })}>
            {t("withNote")}
          </button>
        </>
      ) : null}
      {state === "latchedAcknowledged" ? (
        <button type="button" onClick={() => void order(row, "reset")}>
          {t("reset")}
        </button>
      ) : null}
      {longestShelvingOf(row.alarm) === 0 ? null : (
        <button type="button" onClick={() => (asking.value = { kind: "shelve", row, eventId })}>
          {t("shelve")}
        </button>
      )}
    </>
  );
}

/** A box to choose it by; its place stays empty where there is nothing to acknowledge. */
function Choose({ row }: { readonly row: AlarmRow }) {
  if (!isUnacknowledged(row.alarm) || isOrphan(row)) return <span class="box" />;
  return (
    <label class="box">
      <input
        type="checkbox"
        aria-label={t("choose", { key: row.alarm.key })}
        checked={isChosen(row)}
        onChange={(event) => choose([row], event.currentTarget.checked)}
      />
    </label>
  );
}
