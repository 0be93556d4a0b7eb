import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Value, worldNow } from "./state.ts";
import { chosenLanguage, say, shortAge, type TextKey } from "./texts.ts";

const language = chosenLanguage(navigator.languages);
document.documentElement.lang = language;

/** A text in the reader's language. */
export const t = (key: TextKey, blanks: Readonly<Record<string, string>> = {}): string => say(language, key, blanks);

/** The reader's own way to write numbers, where it is one of the language shown. */
const locale = navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const times = new Intl.DateTimeFormat(locale, { ...clock, second: "2-digit" });
const minutes = new Intl.DateTimeFormat(locale, clock);

/** A number as the reader writes it. */
export const number = (value: number): string => numbers.format(value);
export const time = (at: number): string => times.format(at);
/** A moment on a time axis. */
export const minute = (at: number): string => minutes.format(at);

/** A value's unit for people: the UCUM code without its brackets; `Cel` as people write it; `1` left out. */
export function unitText(unit: string | undefined): string {
  if (unit === undefined || unit === "1") return "";
  return unit === "Cel" ? "°C" : unit.replace(/(?<=m)3/, "³").replaceAll(/[[\]{}]/g, "");
}

/** A value with its unit; a contact in words. */
export function valueText(value: Value | undefined, unit: string | undefined): string {
  if (value?.value == null) return t("noValue");
  if (unit === "bool") return value.value === 0 ? t("no") : t("yes");
  return `${number(value.value)} ${unitText(unit)}`;
}

/** True where nothing is heard any more of what is shown: no value there is called good. */
export const Outdated = createContext(false);

/** Quality by shape, word and colour. */
export function QualityMark({ value }: { readonly value: Value | undefined }) {
  const outdated = useContext(Outdated);
  const quality = outdated ? "outdated" : (value?.quality ?? "bad");
  const shape = { good: "●", uncertain: "◆", bad: "✕", outdated: "◌" }[quality];
  const reasons = outdated || value === undefined || value.reasons.length === 0 ? "" : ` (${value.reasons.join(", ")})`;
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
