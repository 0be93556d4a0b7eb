import type { Actuator } from "../../live/site.ts";
import { number } from "../../texts/words.ts";
import { t } from "./texts.ts";

/** One thing a person can order at a press, and in which words. */
export interface Order {
  readonly value: number;
  readonly words: string;
}

/** What a person can order of an actuator at a press. */
export function ordersOf({ setpoint }: Pick<Actuator, "setpoint">): readonly Order[] {
  if (setpoint === undefined) {
    return [
      { value: 100, words: t("run") },
      { value: 0, words: t("stop") },
    ];
  }
  const { min, max, unit } = setpoint;
  return [...new Set([max, 0, min])].map((value) => ({ value, words: `${number(value)} ${unit}` }));
}

/** Which numbers may be ordered besides; undefined where there is only on and off. */
export function boundsOf({ setpoint, speed }: Pick<Actuator, "setpoint" | "speed">) {
  if (setpoint !== undefined) return setpoint;
  return speed ? { min: 0, max: 100, unit: "%" } : undefined;
}

/** An ordered value in words. */
export function orderWords(actuator: Pick<Actuator, "setpoint" | "speed">, value: number): string {
  const unit = boundsOf(actuator)?.unit;
  if (actuator.setpoint === undefined && value === 0) return t("stop");
  return unit === undefined ? t("run") : `${number(value)} ${unit}`;
}
