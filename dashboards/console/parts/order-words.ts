import type { Actuator } from "../live/site.ts";
import { number } from "../texts/words.ts";
import { t } from "./texts.ts";

/** What an actuator was told, in the reader's words. */
export function orderWords(value: number, actuator: Actuator | undefined): string {
  if (actuator?.setpoint !== undefined) return `${number(value)} ${actuator.setpoint.unit}`;
  if (actuator?.speed !== true) return value === 0 ? t("off") : t("on");
  return value === 0 ? t("toStop") : t("runAt", { value: `${number(value)} %` });
}
