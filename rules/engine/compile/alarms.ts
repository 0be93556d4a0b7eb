import { components } from "../../../core/graph.ts";
import { alarmKey, splitLocalPath } from "../../../core/ids.ts";
import { type Priority, priorities } from "../../../core/wire/alarm-words.ts";
import { type AlarmConfig, type LimitAlarm, longestShelf } from "../../charter/alarm-schema.ts";
import { followingRule, speedAlarm, speedAlarmId } from "../alarms/following.ts";
import type { AlarmPlan, AlarmRule } from "../alarms/plan.ts";
import { inWords, settingAlarm, settingAlarmId, settingsOf } from "../alarms/setting-alarm.ts";
import type { Condition } from "../conditions/condition.ts";
import type { LimitRule } from "../image/plan.ts";
import type { EngineSite } from "../schema.ts";
import type { Names } from "./compile.ts";

/** What compiling the alarms yields: plans, and what the records of variables must hold for them. */
export interface CompiledAlarms {
  readonly plans: readonly AlarmPlan[];
  readonly limits: ReadonlyMap<number, readonly LimitRule[]>;
  readonly following: ReadonlyMap<number, readonly { readonly slot: number; readonly fromTarget: number }[]>;
  readonly byVariable: ReadonlyMap<number, readonly number[]>;
  readonly watched: readonly number[];
}

interface Draft extends Omit<AlarmPlan, "suppressedBy"> {
  suppressedBy: readonly number[];
  readonly hides: readonly string[];
  readonly hiddenBy: readonly string[];
}

const none: readonly never[] = [];

/** A variable's limit alarms fit into this many places of its record. */
export const limitsPerVariable = 4;

/** How long a variable must be bad before an alarm nobody wrote, but that something is blind, is raised. */
export const blindDelay = 60_000;

class Drafts {
  readonly limits = new Map<number, LimitRule[]>();
  readonly following = new Map<number, { slot: number; fromTarget: number }[]>();
  readonly site: EngineSite;
  readonly names: Names;

  constructor(site: EngineSite, names: Names) {
    this.site = site;
    this.names = names;
  }

  #limit(id: string, config: LimitAlarm): AlarmRule {
    const place = `charter.alarms.${id}.variable`;
    const variable = this.names.variable(place, config.variable);
    const rules = this.limits.get(variable) ?? [];
    this.limits.set(variable, rules);
    const slot = rules.length;
    if (slot === limitsPerVariable)
      throw new Error(`${place}: a variable has at most ${limitsPerVariable} limit alarms`);
    const fixed = typeof config.limit === "number";
    const high = config.type === "hi" || config.type === "hiHi";
    const unknownYet = high ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    rules.push({ value: fixed ? (config.limit as number) : unknownYet, deadband: config.deadband, high });
    if (typeof config.limit !== "number") {
      const list = this.following.get(variable) ?? [];
      this.following.set(variable, [...list, { slot, fromTarget: config.limit.fromTarget }]);
    }
    return { kind: "limit", variable, slot, type: config.type };
  }

  make(id: string, config: AlarmConfig): Draft[] {
    const place = `charter.alarms.${id}`;
    if (config.form === "variable")
      return [this.#draft(id, config, onPath(config.variable, id), this.#limit(id, config))];
    if (config.form === "bad") {
      const variable = this.names.variable(`${place}.bad`, config.bad);
      return [this.#draft(id, config, onPath(config.bad, id), { kind: "bad", variable })];
    }
    if (config.form === "conflict") {
      const rule = followingRule(this.site, this.names, config.conflict);
      if (rule === undefined) throw new Error(`${place}.conflict: nothing is read back of \`${config.conflict}\``);
      return [this.#draft(id, config, onActuator(config.conflict, id), rule)];
    }
    const { whenUnknown, each } = config;
    const rule = (it?: string): AlarmRule => ({
      kind: "condition",
      condition: this.names.condition(`${place}.condition`, config.condition, it),
      whenUnknown,
      actuator: it === undefined ? undefined : this.names.actuator(`${place}.each`, it),
    });
    if (each === undefined) return [this.#draft(id, config, onActuator("site", id), rule())];
    return each.map((it) => this.#draft(id, config, onActuator(it, id), rule(it), it));
  }

  #draft(id: string, config: AlarmConfig, subject: Subject, rule: AlarmRule, it?: string): Draft {
    const { suppressedWhen } = config;
    const place = `charter.alarms.${id}.suppressedWhen`;
    const hider = suppressedWhen === undefined ? undefined : this.names.condition(place, suppressedWhen, it);
    return draftOf(id, config, subject, rule, hider);
  }
}

type Common = Pick<AlarmConfig, "priority" | "onDelay" | "offDelay" | "latch" | "cause" | "consequence" | "response"> &
  Partial<Pick<AlarmConfig, "reAlarm" | "suppresses" | "suppressedBy" | "shelve" | "timeToRespond">>;
type Subject = Pick<AlarmPlan, "key" | "device" | "variable">;

const onActuator = (id: string, alarm: string): Subject => ({ key: alarmKey(id, alarm), device: id, variable: "" });

/** One literal, so that a hundred thousand alarms share one shape. */
function draftOf(condition: string, config: Common, subject: Subject, rule: AlarmRule, hider?: Condition): Draft {
  return {
    key: subject.key,
    device: subject.device,
    variable: subject.variable,
    condition,
    priority: config.priority,
    rule,
    onDelay: config.onDelay,
    offDelay: config.offDelay,
    reAlarm: config.reAlarm ?? Number.POSITIVE_INFINITY,
    latch: config.latch,
    shelveMax: config.shelve?.max ?? longestShelf,
    cause: config.cause,
    consequence: config.consequence,
    response: config.response,
    timeToRespond: config.timeToRespond,
    suppressedBy: none,
    suppressedWhen: hider,
    hides: config.suppresses ?? none,
    hiddenBy: config.suppressedBy ?? none,
  };
}

function onPath(path: string, id: string): { key: string; device: string; variable: string } {
  const { device, variable } = splitLocalPath(path) ?? { device: path, variable: "" };
  return { key: alarmKey(path, id), device, variable };
}

/** A bad variable whose limits nobody guards otherwise gets a blind alarm, with the highest priority it blinds. */
function blindAlarms(drafts: readonly Draft[], names: Names): Draft[] {
  const guarded = new Set(drafts.flatMap(({ rule }) => (rule.kind === "bad" ? [rule.variable] : [])));
  const blinds = new Map<number, Priority>();
  for (const { rule, priority } of drafts) {
    if (rule.kind !== "limit" || guarded.has(rule.variable)) continue;
    const held = blinds.get(rule.variable);
    const higher = held === undefined || priorities.indexOf(priority) < priorities.indexOf(held);
    if (higher) blinds.set(rule.variable, priority);
  }
  const paths = [...names.variables.keys()];
  return [...blinds].map(([variable, priority]) => {
    const config = { ...blindWords, priority };
    return draftOf("blind", config, onPath(paths[variable] ?? "", "blind"), { kind: "bad", variable });
  });
}

const blindWords = {
  onDelay: blindDelay,
  offDelay: 0,
  latch: false,
  cause: "The variable has no usable value",
  consequence: "Its limits are not guarded",
  response: "Look at the sensor and its connection",
};

/** Every setting that the site expects of a device has an alarm; its response says what to set. */
function settingAlarms(site: EngineSite, names: Names): Draft[] {
  return settingsOf(site).map(([path, setting]) => {
    const rule = { ...setting, variable: names.variable(`points.${path}`, path) };
    const response = `Set ${rule.expects.setting} back to ${inWords(rule, rule.expects.value)}`;
    return draftOf(settingAlarmId, { ...settingAlarm, response }, onPath(path, settingAlarmId), rule);
  });
}

/** Every actuator whose speed or power is read back has an alarm for when it does not follow, unless somebody wrote one. */
function speedAlarms(site: EngineSite, names: Names, written: readonly Draft[]): Draft[] {
  const told = new Set(written.flatMap(({ rule }) => (rule.kind === "speed" ? rule.actuator : [])));
  return Object.keys(site.actuators).flatMap((id) => {
    const rule = followingRule(site, names, id);
    if (rule === undefined || told.has(rule.actuator)) return [];
    return [draftOf(speedAlarmId, speedAlarm, onActuator(id, speedAlarmId), rule)];
  });
}

/** Who hides whom, by the ids of alarms. */
class Suppression {
  readonly #hiders = new Map<string, Draft[]>();
  readonly #named = new Map<string, Draft[]>();

  constructor(drafts: readonly Draft[]) {
    for (const draft of drafts) {
      push(this.#named, draft.condition, draft);
      for (const id of draft.hides) push(this.#hiders, id, draft);
    }
  }

  of(draft: Draft): readonly Draft[] {
    const named = draft.hiddenBy.flatMap((id) => this.#named.get(id) ?? []);
    const all = new Set([...(this.#hiders.get(draft.condition) ?? []), ...named]);
    all.delete(draft);
    return [...all];
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Alarms that hide others come before those they hide, so that one scan decides in that order. */
function suppressorsFirst(drafts: readonly Draft[], suppression: Suppression): readonly Draft[] {
  return components(drafts, (draft) => suppression.of(draft)).flat();
}

/** Sorts alarms so that one scan decides in order, and notes for each which others hide it. */
function withSuppression(drafts: readonly Draft[]): readonly Draft[] {
  if (!drafts.some((draft) => draft.hides.length > 0 || draft.hiddenBy.length > 0)) return drafts;
  const suppression = new Suppression(drafts);
  const ordered = suppressorsFirst(drafts, suppression);
  const position = new Map(ordered.map((draft, index) => [draft, index]));
  for (const draft of ordered) draft.suppressedBy = suppression.of(draft).map((other) => position.get(other) ?? -1);
  return ordered;
}

/** Plans all alarms, and the limits their variables' records must hold. */
export function compileAlarms(site: EngineSite, names: Names): CompiledAlarms {
  const builder = new Drafts(site, names);
  const written = Object.entries(site.charter.alarms).flatMap(([id, config]) => builder.make(id, config));
  const made = [...blindAlarms(written, names), ...settingAlarms(site, names), ...speedAlarms(site, names, written)];
  const plans = withSuppression([...written, ...made]);
  const byVariable = new Map<number, number[]>();
  const watched: number[] = [];
  for (const [index, { rule }] of plans.entries()) {
    if (rule.kind === "condition" || rule.kind === "setting" || rule.kind === "speed") watched.push(index);
    else push(byVariable, rule.variable, index);
  }
  return { plans, limits: builder.limits, following: builder.following, byVariable, watched };
}

/** The conditions an alarm looks at: its own, and the one that hides it. */
export function alarmConditions({ rule, suppressedWhen }: AlarmPlan): readonly Condition[] {
  const own = rule.kind === "condition" ? [rule.condition] : [];
  return suppressedWhen === undefined ? own : [...own, suppressedWhen];
}
