import { onWall, query } from "../../frame/router.ts";
import { type AlarmRow, isUnacknowledged, nameOf } from "../../live/alarms.ts";
import { mayAct } from "../../live/me.ts";
import { region } from "../../live/site.ts";
import { isUnheard, siteList, sites } from "../../live/state.ts";
import { t as parts } from "../../parts/texts.ts";
import { number } from "../../texts/words.ts";
import { AlarmLine } from "./alarm-line.tsx";
import "./alarms.css";
import { choose, isChosen } from "./chosen.ts";
import { asking, Dialogs } from "./dialogs.tsx";
import { filterIn, unknownSite } from "./filter.ts";
import { Filters } from "./filters.tsx";
import { PerformanceFigures } from "./performance.tsx";
import { ShelvedAlarms } from "./shelved.tsx";
import { isOrphan, standingOf } from "./standing.ts";
import { Story } from "./story.tsx";
import { t } from "./texts.ts";

/** Every standing alarm in at most ten lines, what is shelved, what happened, and how the alarms serve their operators. */
export function Alarms() {
  const all = Object.values(sites.value);
  const asked = filterIn(query.value);
  const unknown = unknownSite(asked, all);
  const filter = unknown === undefined ? asked : { ...asked, site: undefined };
  const { lines, count, shelved, climbed } = standingOf(all, filter);
  const rows = lines.flatMap(({ first, others }) => [first, ...others]);
  const waiting = mayAct.value ? rows.filter((row) => isUnacknowledged(row.alarm) && !isOrphan(row)) : [];
  const isChoosing = waiting.length > 1 && !onWall.value;
  const isFiltered = Object.values(filter).some((chosen) => chosen !== undefined);
  return (
    <>
      <h1>{t("title")}</h1>
      {onWall.value && !isFiltered ? null : <Filters filter={filter} />}
      {unknown === undefined ? null : (
        <p role="alert" class="banner">
          <span aria-hidden="true">?</span> {t("unknownSite", { site: unknown })}
        </p>
      )}
      <div class="alarm-page">
        <div>
          <section aria-labelledby="standing">
            <h2 id="standing">{t("standing", { count: String(count) })}</h2>
            {isChoosing ? <Together rows={waiting} /> : null}
            {count === 0 ? <None only={filter.site} /> : null}
            <ul class="alarms">
              {lines.map((line) => (
                <AlarmLine key={nameOf(line.first)} line={line} climbed={climbed} isChoosing={isChoosing} />
              ))}
            </ul>
          </section>
          <ShelvedAlarms rows={shelved} />
        </div>
        <div class="told">
          <Story alarm={query.value.get("alarm") ?? undefined} only={filter.site} />
          <PerformanceFigures site={filter.site} />
        </div>
      </div>
      <Dialogs />
    </>
  );
}

/** That nothing stands is only good news of sites that are heard. */
function None({ only }: { readonly only: string | undefined }) {
  const asked = siteList.value.filter(({ site }) => only === undefined || only === region || site === only);
  const unheard = asked.filter(isUnheard).length;
  if (unheard === asked.length) return <p>? {parts("alarmsUnknown")}</p>;
  return (
    <p class="calm">
      ✓ {t("none")} {unheard === 0 ? "" : `? ${t("unheard", { count: number(unheard) })}`}
    </p>
  );
}

/** Acknowledges several at once. */
function Together({ rows }: { readonly rows: readonly AlarmRow[] }) {
  const chosen = rows.filter(isChosen);
  return (
    <div class="buttons">
      <label>
        <input
          type="checkbox"
          checked={chosen.length === rows.length}
          onChange={(event) => choose(rows, event.currentTarget.checked)}
        />{" "}
        {t("chooseAll", { count: String(rows.length) })}
      </label>
      <button
        type="button"
        disabled={chosen.length === 0}
        onClick={() => (asking.value = { kind: "acknowledge", rows: chosen })}
      >
        {t("chosen", { count: String(chosen.length) })}
      </button>
    </div>
  );
}
