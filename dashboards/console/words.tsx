import { type Value, worldNow } from "./state.ts";
import { chosenLanguage, say, shortAge, type TextKey } from "./texts.ts";

const language = chosenLanguage(navigator.languages);
document.documentElement.lang = language;

/** A text in the reader's language. */
export const t = (key: TextKey, blanks: Readonly<Record<string, string>> = {}): string => say(language, key, blanks);

const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
const times = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** A number as the reader writes it; a boolean variable in words is the caller's. */
export const number = (value: number): string => numbers.format(value);
export const time = (at: number): string => times.format(at);

/** A value's unit for people: the UCUM code without its brackets, `bool` and `1` left out. */
export function unitText(unit: string | undefined): string {
  return unit === undefined || unit === "bool" || unit === "1" ? "" : unit.replaceAll(/[[\]{}]/g, "");
}

/** Quality by shape, word and colour. */
export function QualityMark({ value }: { readonly value: Value | undefined }) {
  const quality = value?.quality ?? "bad";
  const shape = { good: "●", uncertain: "◆", bad: "✕" }[quality];
  const reasons = value === undefined || value.reasons.length === 0 ? "" : ` (${value.reasons.join(", ")})`;
  return (
    <span class={`quality ${quality}`}>
      <span aria-hidden="true">{shape}</span> {t(quality)}
      {reasons}
    </span>
  );
}

/** How old a value is, growing while it is looked at. */
export function Age({ value }: { readonly value: Value | undefined }) {
  if (value === undefined) return null;
  return <span class="age">{t("age", { age: shortAge(worldNow.value - value.measuredAt) })}</span>;
}
