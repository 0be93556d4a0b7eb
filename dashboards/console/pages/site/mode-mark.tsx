import { type ModeKind, modeOf } from "../../live/modes.ts";
import type { Site } from "../../live/site.ts";
import { t } from "./texts.ts";

/** What a mode is shown as: its shape tells it without its colour. */
const shapes: Readonly<Record<ModeKind, string>> = {
  auto: "○",
  exercise: "○",
  region: "○",
  degraded: "◇",
  override: "◆",
  waits: "◇",
  protection: "▲",
  interlock: "▣",
  locked: "▣",
  local: "⊘",
  released: "◌",
  unread: "?",
  unknown: "?",
};
const normal: readonly ModeKind[] = ["auto", "exercise", "region"];

/** What decides over an actuator, by shape and word, and its name. */
export function ModeMark({ site, id }: { readonly site: Site; readonly id: string }) {
  const { kind, by } = modeOf(site, id);
  const name = by === "safe-state" ? t("safeState") : by;
  const named = by !== "" && kind !== "local" && kind !== "released";
  return (
    <span class={`mode ${normal.includes(kind) ? "faint" : "uncertain"}`}>
      <span aria-hidden="true">{shapes[kind]}</span> {t(`mode.${kind}`)}
      {named ? ` · ${name}` : ""}
    </span>
  );
}
