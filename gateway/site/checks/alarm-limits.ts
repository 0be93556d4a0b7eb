import type { Problem } from "../../../core/config/check.ts";
import { groupBy } from "../../../core/group-by.ts";
import type { LimitAlarm } from "../../../rules/charter/alarm-schema.ts";
import { limitsPerVariable } from "../../../rules/engine/compile/alarms.ts";
import { at, targets } from "./limits.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

/** The limits an alarm has over the seasons, in the variable's unit. */
export function alarmLimits(wiring: Wiring, alarm: LimitAlarm): readonly number[] {
  if (typeof alarm.limit === "number") return [alarm.limit];
  const { fromTarget } = alarm.limit;
  const range = wiring.ranges.sound.get(alarm.variable);
  return range === undefined ? [] : targets(range, []).map(({ value }) => value + fromTarget);
}

const isHigh = (alarm: LimitAlarm) => alarm.type === "hi" || alarm.type === "hiHi";

const alarmSpans: SiteCheck = (wiring) =>
  [...wiring.alarms.sound].flatMap(([name, alarm]): Problem[] => {
    if (alarm.form !== "variable") return [];
    const span = wiring.spans.get(alarm.variable);
    const limits = alarmLimits(wiring, alarm);
    const blind = span === undefined ? [] : limits.filter((limit) => limit <= span.lo || limit >= span.hi);
    const path = [...wiring.alarms.at, name, "limit"];
    const where = typeof alarm.limit === "number" ? path : [...path, "fromTarget"];
    const message = `limit ${blind[0]} is outside the span: it can never be crossed`;
    return blind.length === 0 ? [] : [at(where, message, `between ${span?.lo} and ${span?.hi}`)];
  });

/** The value an alarm needs to return must be one its variable can have, inside what was agreed. */
const alarmReturns: SiteCheck = (wiring) =>
  [...wiring.alarms.sound].flatMap(([name, alarm]): Problem[] => {
    if (alarm.form !== "variable") return [];
    const side = isHigh(alarm) ? "lo" : "hi";
    const sign = isHigh(alarm) ? 1 : -1;
    const bounds = [wiring.spans.get(alarm.variable)?.[side], wiring.ranges.sound.get(alarm.variable)?.viable[side]];
    const distances = bounds.flatMap((bound) =>
      bound === undefined ? [] : alarmLimits(wiring, alarm).map((limit) => sign * (limit - bound)),
    );
    const room = Math.min(...distances);
    // A limit beyond its own bound is told of by other checks.
    if (room <= 0 || alarm.deadband < room) return [];
    const message = `a deadband of ${alarm.deadband} leaves it no value to return at`;
    return [at([...wiring.alarms.at, name, "deadband"], message, `less than ${Number(room.toPrecision(6))}`)];
  });

/** hiHi must lie beyond hi, and loLo beyond lo, at every season's target. */
const alarmOrder: SiteCheck = (wiring) => {
  const limits = [...wiring.alarms.sound].flatMap(([name, alarm]) =>
    alarm.form === "variable" ? [{ name, alarm }] : [],
  );
  const alike = groupBy(limits, ({ alarm }) => `${alarm.variable} ${alarm.type}`);
  return limits.flatMap(({ name, alarm }): Problem[] => {
    if (alarm.type !== "hiHi" && alarm.type !== "loLo") return [];
    const milder = isHigh(alarm) ? "hi" : "lo";
    const sign = isHigh(alarm) ? 1 : -1;
    const outer = alarmLimits(wiring, alarm);
    const crossed = alike.get(`${alarm.variable} ${milder}`)?.find(({ alarm: other }) => {
      const inner = alarmLimits(wiring, other);
      return outer.some((limit, season) => sign * limit <= sign * (inner[season] ?? inner[0] ?? Number.NaN));
    });
    const path = [...wiring.alarms.at, name, "limit"];
    return crossed === undefined
      ? []
      : [at(path, `this ${alarm.type} limit is not beyond that of \`${crossed.name}\``)];
  });
};

/** One variable has room for so many limit alarms; each one more is told. */
const alarmsPerVariable: SiteCheck = (wiring) => {
  const limits = [...wiring.alarms.sound].flatMap(([name, alarm]) =>
    alarm.form === "variable" ? [{ name, variable: alarm.variable }] : [],
  );
  return [...groupBy(limits, ({ variable }) => variable).values()].flatMap((own) =>
    own.slice(limitsPerVariable).map(({ name, variable }): Problem => {
      const others = own.slice(0, limitsPerVariable).map((one) => `\`${one.name}\``);
      const message = `\`${variable}\` has its ${limitsPerVariable} limit alarms already: ${others.join(", ")}`;
      return at([...wiring.alarms.at, name, "variable"], message, `at most ${limitsPerVariable} on one variable`);
    }),
  );
};

/** Limit alarms that can be raised, can return, stand in their order, and are no more than the engine holds. */
export const alarmLimitChecks: readonly SiteCheck[] = [alarmSpans, alarmReturns, alarmOrder, alarmsPerVariable];
