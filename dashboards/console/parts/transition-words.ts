import type { AlarmEvent } from "../../../core/wire/events.ts";
import { t } from "./texts.ts";

/** What happened to an alarm, and who did it. */
export function transitionWords({ transition, actor }: AlarmEvent): string {
  return t(`happened.${transition}`, { by: actor ?? t("somebody") });
}
