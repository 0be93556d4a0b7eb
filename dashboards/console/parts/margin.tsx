import { number } from "../texts/words.ts";
import { t } from "./texts.ts";

/** What a margin is shown as: its shape and word tell it without its colour. */
function lookOf(room: number): { readonly shape: string; readonly word: string; readonly colour: string } {
  if (room >= 1) return { shape: "●", word: t("healthy"), colour: "good" };
  if (room >= 0) return { shape: "◆", word: t("viable"), colour: "uncertain" };
  return { shape: "✕", word: t("outside"), colour: "bad" };
}

const rounded = (room: number): string => number(Math.round(room * 100) / 100);

/** A margin by shape, number and word. */
export function MarginMark({ room }: { readonly room: number }) {
  const { shape, word, colour } = lookOf(room);
  return (
    <p class={`margin ${colour}`} title={t("marginHelp")}>
      <span aria-hidden="true">{shape}</span> {t("margin")} {rounded(room)} · {word}
    </p>
  );
}

/** The same within a line; null where what is known is outdated. */
export function Margin({ room }: { readonly room: number | null }) {
  if (room === null) return <span class="faint">◌ {t("outdated")}</span>;
  const { shape, word, colour } = lookOf(room);
  return (
    <span class={`quality ${colour}`} title={t("marginHelp")}>
      <span aria-hidden="true">{shape}</span> {t("margin")} {rounded(room)} <span class="reasons">· {word}</span>
    </span>
  );
}
