import { addressOf, type Place } from "../../frame/route.ts";
import { sites } from "../../live/state.ts";
import { Table } from "../../parts/table.tsx";
import { Age, QualityMark, valueText } from "../../parts/value.tsx";
import { moment, number, unitText } from "../../texts/words.ts";
import { type Chosen, newestOf } from "./chosen.ts";
import { readingAt, type Series } from "./columns.ts";
import { lineAt } from "./panels.ts";
import { queryOf } from "./recorded.ts";
import type { Window } from "./span.ts";
import { t } from "./texts.ts";

const shapes = { good: "●", uncertain: "◆", bad: "✕", nothing: "◌" } as const;

interface ReadoutProps {
  readonly place: Extract<Place, { page: "trends" }>;
  readonly window: Window;
  readonly variables: readonly Chosen[];
  readonly series: Readonly<Record<string, Series>>;
  /** Where the line stands; undefined for now. */
  readonly at: number | undefined;
  readonly bandsOf: string | undefined;
  readonly onBands: (id: string) => void;
}

/** What stood at the line, as a table: also the legend of the panel. */
export function Readout({ variables, ...rest }: ReadoutProps) {
  const head = [
    t("variable"),
    rest.at === undefined ? t("live") : t("value"),
    t("leastMost"),
    t("quality"),
    t("range"),
    t("more"),
  ];
  const names = variables.map(({ name, place }) => `${name} (${place})`).join(", ");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="scrolls stacks" tabIndex={0} aria-label={`${t("readout")}: ${names}`}>
      <Table head={head}>
        {variables.map((chosen, index) => (
          <Row key={chosen.id} chosen={chosen} index={index} alone={variables.length === 1} {...rest} />
        ))}
      </Table>
    </section>
  );
}

type RowProps = Omit<ReadoutProps, "variables"> & {
  readonly chosen: Chosen;
  readonly index: number;
  readonly alone: boolean;
};

function Row({ chosen, index, alone, place, window, series, at, bandsOf, onBands }: RowProps) {
  const { id, name } = chosen;
  const without = { ...place, variables: place.variables.filter((other) => other !== id) };
  return (
    <tr>
      <th scope="row">
        <Swatch index={index} /> {name} <small>{chosen.place}</small>
      </th>
      {at === undefined ? <Newest chosen={chosen} /> : <Then chosen={chosen} series={series[id]} at={at} />}
      <td data-label={t("range")}>
        <Agreed chosen={chosen} />{" "}
        {alone || sites.value[chosen.site]?.ranges[chosen.path] === undefined ? null : (
          <button type="button" class="small" aria-pressed={bandsOf === id} onClick={() => onBands(id)}>
            {bandsOf === id ? t("bandsOf") : t("showBands")} <span class="hidden">{name}</span>
          </button>
        )}
      </td>
      <td class="links" data-label={t("more")}>
        <a
          href={`/api/v1/series.csv?${queryOf(window, [id])}`}
          download
          target="_self"
          aria-label={t("csvOf", { name })}
        >
          {t("csv")}
        </a>{" "}
        <a href={addressOf(without)}>
          {t("remove")} <span class="hidden">{name}</span>
        </a>
      </td>
    </tr>
  );
}

/** The newest value as it stands, with how old it is. */
function Newest({ chosen }: { readonly chosen: Chosen }) {
  const newest = newestOf(chosen);
  return (
    <>
      <td class="number" data-label={t("live")}>
        {valueText(newest?.value, chosen.unit)} <Age value={newest?.value} />
      </td>
      <td />
      <td data-label={t("quality")}>
        {newest?.value === undefined ? (
          <span class="quality outdated">◌ {t("quality.unheard")}</span>
        ) : (
          <QualityMark site={newest.site} value={newest.value} />
        )}
      </td>
    </>
  );
}

/** What was stored for a moment. */
function Then({
  chosen,
  series,
  at,
}: {
  readonly chosen: Chosen;
  readonly series: Series | undefined;
  readonly at: number;
}) {
  const reading = series === undefined ? undefined : readingAt(series, at);
  const held =
    reading !== undefined && at - reading.at > Math.max(chosen.maxAge, series?.width ?? 0) ? undefined : reading;
  const quality = held?.quality ?? "nothing";
  const text = (value: number | null | undefined): string => (value == null ? "–" : number(value));
  return (
    <>
      <td class="number" data-label={t("value")}>
        {text(held?.mean)} {held?.mean == null ? "" : unitText(chosen.unit)}{" "}
        {held === undefined ? "" : <small>{moment(held.at)}</small>}
      </td>
      <td class="number" data-label={t("leastMost")}>
        {held === undefined || series?.form !== "buckets" ? "" : `${text(held.min)} – ${text(held.max)}`}
      </td>
      <td data-label={t("quality")}>
        <span class={`quality ${quality === "nothing" ? "outdated" : quality}`}>
          <span aria-hidden="true">{shapes[quality]}</span> {t(`quality.${quality}`)}
        </span>
      </td>
    </>
  );
}

function Agreed({ chosen }: { readonly chosen: Chosen }) {
  const range = sites.value[chosen.site]?.ranges[chosen.path];
  if (range === undefined) return <small>{t("noRange")}</small>;
  const edge = (value: number | null): string => (value === null ? "…" : number(value));
  const words = [
    range.target === null ? "" : t("target", { value: number(range.target) }),
    t("healthyBand", { low: edge(range.healthyLow), high: edge(range.healthyHigh) }),
    t("viableLimits", { low: edge(range.viableLow), high: edge(range.viableHigh) }),
  ];
  return (
    <small>
      {words.filter(Boolean).join(" · ")} {unitText(chosen.unit)}
    </small>
  );
}

/** How the line looks in the chart. */
function Swatch({ index }: { readonly index: number }) {
  const { dash, width } = lineAt(index);
  return (
    <svg class="swatch" viewBox="0 0 40 8" aria-hidden="true">
      <line x1="0" y1="4" x2="40" y2="4" stroke-width={width} stroke-dasharray={dash.join(" ")} />
    </svg>
  );
}
