import { alarmKey, splitLocalPath } from "../../core/ids.ts";
import { type Priority, priorities } from "../../core/wire/messages.ts";
import type { AlarmConfig, LimitAlarm } from "../charter/alarm-schema.ts";
import type { Names } from "./compile.ts";
import type { AlarmPlan, AlarmRule, LimitRule } from "./plan.ts";
import type { EngineSite } from "./schema.ts";

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
  readonly names: Names;

  constructor(names: Names) {
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
    if (config.form === "variable") return [draftOf(id, config, onPath(config.variable, id), this.#limit(id, config))];
    if (config.form === "bad") {
      const variable = this.names.variable(`charter.alarms.${id}.bad`, config.bad);
      return [draftOf(id, config, onPath(config.bad, id), { kind: "bad", variable })];
    }
    const { whenUnknown, each } = config;
    const place = `charter.alarms.${id}`;
    const rule = (it?: string): AlarmRule => ({
      kind: "condition",
      condition: this.names.condition(`${place}.condition`, config.condition, it),
      whenUnknown,
      actuator: it === undefined ? undefined : this.names.actuator(`${place}.each`, it),
    });
    const subjects = each?.map((it) => ({ device: it, rule: rule(it) })) ?? [{ device: "site", rule: rule() }];
    return subjects.map(({ device, rule }) => {
      return draftOf(id, config, { key: alarmKey(device, id), device, variable: "" }, rule);
    });
  }
}

type Common = Pick<AlarmConfig, "priority" | "onDelay" | "offDelay" | "latch" | "cause" | "consequence" | "response"> &
  Partial<Pick<AlarmConfig, "reAlarm" | "suppresses" | "suppressedBy">>;
type Subject = Pick<AlarmPlan, "key" | "device" | "variable">;

/** One literal, so that a hundred thousand alarms share one shape. */
function draftOf(condition: string, config: Common, subject: Subject, rule: AlarmRule): Draft {
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
    cause: config.cause,
    consequence: config.consequence,
    response: config.response,
    suppressedBy: none,
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
  const ordered = new Set<Draft>();
  const seen = new Set<Draft>();
  const place = (draft: Draft) => {
    if (seen.has(draft)) return;
    seen.add(draft);
    for (const other of suppression.of(draft)) place(other);
    ordered.add(draft);
  };
  for (const draft of drafts) place(draft);
  return [...ordered];
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
  const builder = new Drafts(names);
  const written = Object.entries(site.charter.alarms).flatMap(([id, config]) => builder.make(id, config));
  const plans = withSuppression([...written, ...blindAlarms(written, names)]);
  const byVariable = new Map<number, number[]>();
  const watched: number[] = [];
  for (const [index, { rule }] of plans.entries()) {
    if (rule.kind === "condition") watched.push(index);
    else push(byVariable, rule.variable, index);
  }
  return { plans, limits: builder.limits, following: builder.following, byVariable, watched };
}
