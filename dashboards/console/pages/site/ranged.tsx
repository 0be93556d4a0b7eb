import { margin } from "../../../../core/margin.ts";
import type { RangeEvent } from "../../../../core/wire/events.ts";
import { addressOf } from "../../frame/route.ts";
import { described, type Site, type Value } from "../../live/site.ts";
import { isOld } from "../../live/state.ts";
import { Chart } from "../../parts/chart.tsx";
import { MarginMark } from "../../parts/margin.tsx";
import { Age, QualityMark, valueText } from "../../parts/value.tsx";
import { number, unitText } from "../../texts/words.ts";
import { t } from "./texts.ts";

/** A variable with an agreed range, large and drawn. */
export function Ranged({ site, path }: { readonly site: Site; readonly path: string }) {
  const { name, unit } = described(site, path);
  const value = site.values[path];
  const range = site.ranges[path];
  const room = value === undefined || range === undefined ? null : roomOf(site, value, range);
  return (
    <article class="card">
      <h3>{name}</h3>
      <p class="big">
        {valueText(value, unit)} <QualityMark site={site} value={value} /> <Age value={value} />
      </p>
      {room === null ? null : <MarginMark room={room} />}
      {range === undefined ? null : <Agreed range={range} unit={unitText(unit)} />}
      <Chart site={site.site} path={path} name={name} unit={unit ?? ""} />
      <p>
        <a href={addressOf({ page: "trends", variables: [`${site.site}/${path}`] })}>{t("trend")}</a>
      </p>
    </article>
  );
}

/** The room a value has; null where that is not known. */
function roomOf(site: Site, value: Value, range: RangeEvent): number | null {
  return value.value === null || isOld(site, value) ? null : margin(value.value, range);
}

/** What was agreed: where it is aimed, and the healthy band. */
function Agreed({ range, unit }: { readonly range: RangeEvent; readonly unit: string }) {
  const { target, healthyLow, healthyHigh } = range;
  return (
    <p class="faint">
      {target === null ? "" : `${t("target", { value: number(target) })} · `}
      {bandWords(healthyLow, healthyHigh)} {unit}
    </p>
  );
}

/** The healthy band in words; one side of it may be open. */
function bandWords(low: number | null, high: number | null): string {
  if (low === null) return high === null ? "" : t("bandBelow", { high: number(high) });
  return high === null ? t("bandAbove", { low: number(low) }) : t("band", { low: number(low), high: number(high) });
}
