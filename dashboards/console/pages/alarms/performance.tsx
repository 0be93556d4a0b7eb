import { useMemo, useState } from "preact/hooks";
import { type Answer, useAsked } from "../../api.ts";
import { beat } from "../../live/state.ts";
import { placeName } from "../../parts/place-name.ts";
import { Table } from "../../parts/table.tsx";
import { number } from "../../texts/words.ts";
import { boundWords, figureWords, type Performance, verdictMarks } from "./figures.ts";
import { t } from "./texts.ts";

const day = 86_400_000;
const spans = { day, week: 7 * day, month: 30 * day } as const;
type SpanName = keyof typeof spans;
const spanNames = ["day", "week", "month"] as const satisfies readonly SpanName[];

/** How the alarms served their operators over a time: each figure against its bound, floods, and the ten most frequent. */
export function PerformanceFigures({ site }: { readonly site: string | undefined }) {
  const [span, setSpan] = useState<SpanName>("day");
  const isKnown = beat.value.world !== 0;
  // Asked of a fixed beginning, or it would be another question every second.
  const from = useMemo(() => Math.max(0, Math.floor(beat.value.world - spans[span])), [span, isKnown]);
  const asked = new URLSearchParams({ from: String(from), ...(site === undefined ? {} : { site }) });
  return (
    <section class="figures" aria-labelledby="figures">
      <h2 id="figures">{t("figures")}</h2>
      <label>
        {t("over")}{" "}
        <select
          value={span}
          onChange={(event) => setSpan(spanNames.find((one) => one === event.currentTarget.value) ?? "day")}
        >
          {spanNames.map((one) => (
            <option key={one} value={one}>
              {t(`span.${one}`)}
            </option>
          ))}
        </select>
      </label>
      {isKnown ? <Asked key={String(asked)} path={`/api/v1/alarms/performance?${asked}`} /> : null}
    </section>
  );
}

function Asked({ path }: { readonly path: string }) {
  const answer: Answer<Performance> | undefined = useAsked<Performance>(path, 60_000);
  if (answer === undefined) return <p aria-busy="true">{t("asking")}</p>;
  if (!answer.ok) return <p role="alert">{t("failed", { error: answer.error })}</p>;
  return <Found performance={answer.value} />;
}

function Found({ performance }: { readonly performance: Performance }) {
  const { figures, rates, mostFrequent } = performance;
  const total = rates.floods.reduce((sum, { count }) => sum + count, 0);
  const peak = Math.max(0, ...rates.floods.map((flood) => flood.peak));
  return (
    <>
      <Table head={[t("figure"), t("found"), t("verdict")]}>
        {figures.map((figure) => (
          <tr key={figure.figure}>
            <th scope="row">
              {t(`figure.${figure.figure}`)} <small>{t("bound", { most: boundWords(figure) })}</small>
            </th>
            <td class="number">{figureWords(figure)}</td>
            <td class={verdictMarks[figure.verdict ?? "unknown"].colour}>
              <span aria-hidden="true">{verdictMarks[figure.verdict ?? "unknown"].shape}</span>{" "}
              {t(`verdict.${figure.verdict ?? "unknown"}`)}
            </td>
          </tr>
        ))}
      </Table>
      <p>
        {rates.floods.length === 0
          ? t("noFloods")
          : t("floods", { count: number(rates.floods.length), alarms: number(total), peak: number(peak) })}
      </p>
      <h3>{t("worst")}</h3>
      {mostFrequent.length === 0 ? <p class="faint">{t("noWorst")}</p> : null}
      {mostFrequent.length === 0 ? null : (
        <Table head={[t("alarm"), t("times"), t("share")]}>
          {mostFrequent.map(({ site, key, count, share }) => (
            <tr key={`${site} ${key}`}>
              <th scope="row">
                {key} <span class="site">{placeName(site)}</span>
              </th>
              <td class="number">{number(count)}</td>
              <td class="number">{number(Math.round(share * 100))} %</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
