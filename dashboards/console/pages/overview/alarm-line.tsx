import { addressOf } from "../../frame/route.ts";
import { mayAct } from "../../live/me.ts";
import { acknowledge, outcomeOf } from "../../parts/alarm-orders.ts";
import { AlarmState, PriorityMark } from "../../parts/alarm-state.tsx";
import { t as parts } from "../../parts/texts.ts";
import { number, time } from "../../texts/words.ts";
import type { AlarmNeed } from "./needs.ts";
import { t } from "./texts.ts";
import { Where } from "./where.tsx";

/** The first unacknowledged alarm of a place: what it is, what to do, how many more came after it. */
export function AlarmLine({ need: { site, first, more } }: { readonly need: AlarmNeed }) {
  const { alarm } = first;
  return (
    <li class={`alarm need ${alarm.priority}`}>
      <div>
        <strong>
          <PriorityMark priority={alarm.priority} /> · {alarm.key}
        </strong>{" "}
        · <Where site={site} />
        <div>
          <AlarmState state={alarm.state} /> · {parts("since", { time: time(alarm.onset) })}
          {more === 0 ? null : (
            <>
              {" "}
              · <strong>{t("firstOut")}</strong> ·{" "}
              <a href={addressOf({ page: "alarms" })}>{t("moreHere", { count: number(more) })}</a>
            </>
          )}
        </div>
        <div class="response">{alarm.response}</div>
      </div>
      <div class="answer">
        <output>{outcomeOf(first)}</output>
        <a href={addressOf({ page: "explain", subject: alarm.key, site: first.site })}>{parts("why")}</a>
        {mayAct.value ? (
          <button type="button" onClick={() => void acknowledge([first])}>
            {parts("acknowledge")}
          </button>
        ) : null}
      </div>
    </li>
  );
}
