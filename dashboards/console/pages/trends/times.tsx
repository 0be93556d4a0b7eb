import { useState } from "preact/hooks";
import type { Place } from "../../frame/route.ts";
import { go } from "../../frame/router.ts";
import { worldNow } from "../../live/state.ts";
import { localText } from "../../parts/local-time.ts";
import { MomentField } from "../../parts/moment-field.tsx";
import { fullMoment } from "../../texts/words.ts";
import { followed, type SpanName, spanNames, stepped, type Window, windowOf, zoomed } from "./span.ts";
import { t } from "./texts.ts";

type TrendsPlace = Extract<Place, { page: "trends" }>;

/** The address of the same variables over another time. */
export function over(at: TrendsPlace, time: Window | SpanName): TrendsPlace {
  const { page, variables } = at;
  return typeof time === "string" ? { page, variables, last: time } : { page, variables, ...time };
}

/** Chooses the time that is drawn. */
export function Times({ at }: { readonly at: TrendsPlace }) {
  const now = worldNow.value;
  const drawn = windowOf(at, now);
  const follows = followed(at);
  const move = (window: Window) => () => go(over(at, window));
  return (
    <section class="times" aria-label={t("time")}>
      <div class="buttons">
        <span>{t("last")}</span>
        {spanNames.map((name) => (
          <button key={name} type="button" aria-pressed={name === follows} onClick={() => go(over(at, name))}>
            {t(`last.${name}`)}
          </button>
        ))}
      </div>
      <div class="buttons">
        <button type="button" onClick={move(stepped(drawn, -1, now))}>
          <span aria-hidden="true">◀</span> {t("earlier")}
        </button>
        <button
          type="button"
          disabled={follows !== undefined || drawn.to >= now}
          onClick={move(stepped(drawn, 1, now))}
        >
          {t("later")} <span aria-hidden="true">▶</span>
        </button>
        <button type="button" onClick={move(zoomed(drawn, 0.5, now))}>
          <span aria-hidden="true">+</span> {t("zoomIn")}
        </button>
        <button type="button" onClick={move(zoomed(drawn, 2, now))}>
          <span aria-hidden="true">−</span> {t("zoomOut")}
        </button>
        {follows === undefined ? (
          <button type="button" onClick={() => go(over(at, "hour"))}>
            {t("follow")}
          </button>
        ) : null}
      </div>
      <Fields key={`${at.from} ${at.to} ${follows}`} at={at} drawn={drawn} />
      <p class="faint">
        {t("window", { from: fullMoment(drawn.from), to: fullMoment(drawn.to) })}{" "}
        {follows === undefined ? "" : t("following")} {t("dragHelp")}
      </p>
    </section>
  );
}

/** Two moments by hand, in the reader's own time of day. */
function Fields({ at, drawn }: { readonly at: TrendsPlace; readonly drawn: Window }) {
  const [from, setFrom] = useState(() => localText(drawn.from));
  const [to, setTo] = useState(() => localText(drawn.to));
  const asked = { from: Date.parse(from), to: Date.parse(to) };
  const isTime = asked.from < asked.to;
  return (
    <form
      class="buttons"
      onSubmit={(event) => {
        event.preventDefault();
        if (isTime) go(over(at, asked));
      }}
    >
      <MomentField label={t("from")} value={from} required onInput={setFrom} />
      <MomentField label={t("to")} value={to} required onInput={setTo} />
      <button type="submit" disabled={!isTime}>
        {t("show")}
      </button>
      {isTime ? null : <span role="alert">{t("wrongOrder")}</span>}
    </form>
  );
}
