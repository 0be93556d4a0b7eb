import { F, num, Q, qualityCodeAt, reasonBit, reasonsAt } from "../image/arena.ts";
import type { EngineSite } from "../schema.ts";
import type { Engine } from "../state.ts";
import type { SettingRule } from "./plan.ts";

/** The id of an alarm on a setting, in its key: `vfd-1.communication-loss-action.setting-differs`. */
export const settingAlarmId = "setting-differs";

/** An alarm nobody wrote: every setting that a site file expects of a device has one. */
export const settingAlarm = {
  priority: "medium",
  onDelay: 0,
  offDelay: 0,
  latch: false,
  cause: "The device was replaced, reset, or set otherwise",
  consequence: "The device does not do what it was commissioned to do",
} as const;

/** The settings of a site's devices that are read back, by the path of their points. */
export function settingsOf(
  site: EngineSite,
): readonly (readonly [path: string, rule: Omit<SettingRule, "variable">])[] {
  return Object.entries(site.points).flatMap(([path, { expects, unit }]) =>
    expects === undefined ? [] : [[path, { kind: "setting", expects, unit } as const] as const],
  );
}

/** A value of a setting in the words of the site file; a number of the device's own where it has none. */
export function inWords({ expects, unit }: Pick<SettingRule, "expects" | "unit">, value: number): string {
  const { words } = expects;
  if (words === undefined) return `${value} ${unit}`;
  return Object.entries(words).find(([, number]) => number === value)?.[0] ?? String(value);
}

/** Whether a setting is not what it must be: it was read and differs, or the device has no such setting. */
export function settingDiffers(engine: Engine, { variable, expects }: SettingRule): boolean {
  if (qualityCodeAt(engine.arena, variable) !== Q.bad) return num(engine.arena, variable, F.decided) !== expects.value;
  return (reasonsAt(engine.arena, variable) & reasonBit["device-fault"]) !== 0;
}

/** What is found and what is expected, for people. */
export function settingFound(engine: Engine, rule: SettingRule): string {
  const value = num(engine.arena, rule.variable, F.decided);
  const found = Number.isNaN(value) ? "cannot be read" : `is ${inWords(rule, value)}`;
  const { setting, value: wanted } = rule.expects;
  return `${setting} ${found}, expected ${inWords(rule, wanted)}`;
}
