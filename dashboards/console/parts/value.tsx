import type { Site, Value } from "../live/site.ts";
import { isOld, isUnheard, worldNow } from "../live/state.ts";
import { told } from "../texts/told.ts";
import { number, unitText, wholeAge } from "../texts/words.ts";
import { t } from "./texts.ts";

/** What a quality is shown as: its shape tells it without its colour. */
const shapes = { good: "●", uncertain: "◆", bad: "✕", outdated: "◌" } as const;

interface MarkProps {
  readonly site: Site;
  readonly value: Value | undefined;
}

/** Quality by shape, word and colour. */
export function QualityMark({ site, value }: MarkProps) {
  const outdated = value === undefined ? isUnheard(site) : isOld(site, value);
  const quality = outdated ? "outdated" : (value?.quality ?? "bad");
  const reasons =
    outdated || value === undefined || value.reasons.length === 0 ? "" : ` (${value.reasons.map(told).join(", ")})`;
  return (
    <span class={`quality ${quality}`}>
      <span aria-hidden="true">{shapes[quality]}</span> {t(quality)}
      <span class="reasons">{reasons}</span>
    </span>
  );
}

/** How old a value is, growing while it is looked at. */
export function Age({ value }: { readonly value: Value | undefined }) {
  if (value === undefined) return null;
  return <span class="age">{t("age", { age: wholeAge(worldNow.value - value.measuredAt) })}</span>;
}

/** A value with its unit; a contact in words. */
export function valueText(value: Value | undefined, unit: string | undefined): string {
  if (value?.value == null) return t("noValue");
  if (unit === "bool") return value.value === 0 ? t("no") : t("yes");
  return `${number(readable(value.value))} ${unitText(unit)}`;
}

/** No more digits than somebody reads at a glance: three behind the point, but one of hundreds. */
function readable(value: number): number {
  return Math.abs(value) < 100 ? value : Math.round(value * 10) / 10;
}
