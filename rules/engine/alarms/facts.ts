import type { Scope } from "../conditions/condition.ts";
import { F, num, qualityCodeAt, qualityOfCode } from "../image/arena.ts";
import type { Engine } from "../state.ts";
import { speedFound } from "./following.ts";
import type { AlarmPlan } from "./plan.ts";
import { settingFound } from "./setting-alarm.ts";
import { isActive } from "./table.ts";

/** The variables an alarm rests on. */
export function alarmInputsOf(engine: Engine, plan: AlarmPlan): readonly number[] {
  const { rule } = plan;
  if (rule.kind !== "condition") return [rule.variable];
  const feedback = rule.condition.actuators.flatMap((actuator) => engine.compiled.actuators[actuator]?.running ?? []);
  return [...rule.condition.variables, ...feedback];
}

/** The limit of a limit alarm in force now; null for other alarms. */
export function limitOf(engine: Engine, plan: AlarmPlan): number | null {
  if (plan.rule.kind !== "limit") return null;
  const limit = num(engine.arena, plan.rule.variable, F.limit + plan.rule.slot);
  return Number.isFinite(limit) ? limit : null;
}

/** The value an alarm is about; null for a condition, and while there is none. */
export function alarmValue(engine: Engine, plan: AlarmPlan): number | null {
  if (plan.rule.kind === "condition") return null;
  const value = num(engine.arena, plan.rule.variable, F.value);
  return Number.isNaN(value) ? null : value;
}

/** The worst quality of what an alarm rests on. */
export function qualityOf(engine: Engine, plan: AlarmPlan) {
  const worst = Math.min(2, ...alarmInputsOf(engine, plan).map((input) => qualityCodeAt(engine.arena, input)));
  return qualityOfCode(worst);
}

/** What alarms that the engine makes itself found, where their value alone does not tell. */
export function foundOf(engine: Engine, { rule }: AlarmPlan): string | undefined {
  if (rule.kind === "setting") return settingFound(engine, rule);
  return rule.kind === "speed" ? speedFound(engine, rule) : undefined;
}

/** What holds, in words. */
export function describe(engine: Engine, plan: AlarmPlan): string {
  const { rule } = plan;
  const found = foundOf(engine, plan);
  if (found !== undefined) return found;
  if (rule.kind === "condition") return rule.condition.text;
  const path = engine.compiled.paths[rule.variable] ?? "";
  if (rule.kind !== "limit") return `${path} is bad`;
  const high = rule.type === "hi" || rule.type === "hiHi";
  return `${path} ${high ? ">" : "<"} ${limitOf(engine, plan)}`;
}

/** Whether an alarm hides those it is set above now; one that a person has shelved hides nothing. */
function hides(engine: Engine, alarm: number): boolean {
  const track = engine.tracks.get(alarm);
  return track !== undefined && isActive(track.state) && track.shelving.kind === "unshelved";
}

/** What hides an alarm now: other alarms by their keys, and its own condition. Empty where nothing does. */
export function hidersOf(engine: Engine, plan: AlarmPlan, scope: Scope): readonly string[] {
  const { suppressedBy, suppressedWhen } = plan;
  const alarms = suppressedBy.filter((other) => hides(engine, other));
  const keys = alarms.map((other) => engine.compiled.alarms[other]?.key ?? "");
  return suppressedWhen?.test(scope) === 1 ? [...keys, suppressedWhen.text] : keys;
}
