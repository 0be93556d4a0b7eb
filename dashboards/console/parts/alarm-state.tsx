import type { AlarmStateName, Priority } from "../../../core/wire/alarm-words.ts";
import { t } from "./texts.ts";

/** A priority's shape: more urgent has more of it. */
const priorityShapes: Readonly<Record<Priority, string>> = { critical: "▲▲", high: "▲", medium: "◆", low: "○" };
/** A state's shape: filled while it stands, hollow when it has returned, barred when it is latched; `!` while unacknowledged. */
const stateShapes: Readonly<Record<AlarmStateName, string>> = {
  unacknowledged: "■!",
  acknowledged: "■",
  rtnUnacknowledged: "□!",
  latchedUnacknowledged: "▣!",
  latchedAcknowledged: "▣",
  normal: "□",
};

/** An alarm's priority by shape, word and colour. */
export function PriorityMark({ priority }: { readonly priority: Priority }) {
  return (
    <span class={`priority ${priority}`}>
      <span aria-hidden="true">{priorityShapes[priority]}</span> {t(`priority.${priority}`)}
    </span>
  );
}

/** That no alarm stands, or that this is not known: silence is no good news. */
export function NoAlarms({ isKnown }: { readonly isKnown: boolean }) {
  return <>{isKnown ? `✓ ${t("noAlarms")}` : `? ${t("alarmsUnknown")}`}</>;
}

/** An alarm's state by shape and word. */
export function AlarmState({ state }: { readonly state: AlarmStateName }) {
  return (
    <span class="state">
      <span aria-hidden="true">{stateShapes[state]}</span> {t(`state.${state}`)}
    </span>
  );
}
