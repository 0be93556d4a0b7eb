import type { Shelved as Shelf } from "../../../../core/wire/shelved.ts";
import { type AlarmRow, nameOf } from "../../live/alarms.ts";
import { mayAct, me } from "../../live/me.ts";
import { worldNow } from "../../live/state.ts";
import { order, outcomeOf } from "../../parts/alarm-orders.ts";
import { age, moment } from "../../texts/words.ts";
import { AlarmHead } from "./alarm-facts.tsx";
import { Links } from "./alarm-line.tsx";
import { asking } from "./dialogs.tsx";
import { isOrphan } from "./standing.ts";
import { t } from "./texts.ts";

/** Every shelved alarm with who, why and until when; there also when it is empty, so that nobody has to look for it. */
export function ShelvedAlarms({ rows }: { readonly rows: readonly AlarmRow[] }) {
  return (
    <section class="shelf" aria-labelledby="shelved">
      <h2 id="shelved">{t("shelved", { count: String(rows.length) })}</h2>
      {rows.length === 0 ? <p class="faint">{t("noShelved")}</p> : null}
      <ul class="alarms">
        {rows.map((row) => (
          <li key={nameOf(row)}>
            {row.alarm.shelved === undefined ? null : <One row={row} shelf={row.alarm.shelved} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function One({ row, shelf }: { readonly row: AlarmRow; readonly shelf: Shelf }) {
  const { by, until, reason, oneShot, occurred } = shelf;
  const said = { by, time: moment(until), reason };
  return (
    <article class={`alarm hidden-one ${row.alarm.priority}`} aria-label={row.alarm.key}>
      <div class="about">
        <AlarmHead row={row} />
        <div>{oneShot ? t("shelvedOneShot", said) : t("shelvedBy", said)}</div>
        <div>
          {t("ends", { age: age(Math.max(0, until - worldNow.value)) })}
          {occurred === 0 ? null : <strong> · {t("occurred", { n: String(occurred) })}</strong>}
        </div>
      </div>
      <div class="answer">
        <output>{outcomeOf(row)}</output>
        <Links row={row} />
        {mayAct.value && !isOrphan(row) ? (
          <>
            {by === me.value?.name ? (
              <button type="button" onClick={() => (asking.value = { kind: "shelve", row, eventId: undefined })}>
                {t("changeTime")}
              </button>
            ) : null}
            <button type="button" onClick={() => void order(row, "unshelve")}>
              {t("unshelve")}
            </button>
          </>
        ) : null}
      </div>
    </article>
  );
}
