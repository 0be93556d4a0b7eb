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
  readonly hides: readonly string[];
  readonly hiddenBy: readonly string[];
}

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
    const { priority, onDelay, offDelay, latch, cause, consequence, response } = config;
    const common = {
      condition: id,
      priority,
      onDelay,
      offDelay,
      latch,
      reAlarm: config.reAlarm ?? Number.POSITIVE_INFINITY,
      cause,
      consequence,
      response,
      hides: config.suppresses ?? [],
      hiddenBy: config.suppressedBy ?? [],
    };
    if (config.form === "variable")
      return [{ ...common, ...onPath(config.variable, id), rule: this.#limit(id, config) }];
    if (config.form === "bad") {
      const variable = this.names.variable(`charter.alarms.${id}.bad`, config.bad);
      return [{ ...common, ...onPath(config.bad, id), rule: { kind: "bad", variable } }];
    }
    const { whenUnknown } = config;
    const place = `charter.alarms.${id}.condition`;
    const rule = (it?: string): AlarmRule => ({
      kind: "condition",
      condition: this.names.condition(place, config.condition, it),
      whenUnknown,
      actuator: it === undefined ? undefined : this.names.actuator(`charter.alarms.${id}.each`, it),
    });
    if (config.each === undefined) {
      return [{ ...common, key: alarmKey("site", id), device: "site", variable: "", rule: rule() }];
    }
    return config.each.map((it) => ({ ...common, key: alarmKey(it, id), device: it, variable: "", rule: rule(it) }));
  }
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
  return [...blinds].map(([variable, priority]) => ({
    ...onPath(paths[variable] ?? "", "blind"),
    condition: "blind",
    priority,
    rule: { kind: "bad", variable },
    onDelay: blindDelay,
    offDelay: 0,
    reAlarm: Number.POSITIVE_INFINITY,
    latch: false,
    cause: "The variable has no usable value",
    consequence: "Its limits are not guarded",
    response: "Look at the sensor and its connection",
    hides: [],
    hiddenBy: [],
  }));
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

/** Plans all alarms, and the limits their variables' records must hold. */
export function compileAlarms(site: EngineSite, names: Names): CompiledAlarms {
  const builder = new Drafts(names);
  const written = Object.entries(site.charter.alarms).flatMap(([id, config]) => builder.make(id, config));
  const all = [...written, ...blindAlarms(written, names)];
  const suppression = new Suppression(all);
  const drafts = suppressorsFirst(all, suppression);
  const position = new Map(drafts.map((draft, index) => [draft, index]));
  const byVariable = new Map<number, number[]>();
  const plans = drafts.map((draft, index): AlarmPlan => {
    if (draft.rule.kind !== "condition") push(byVariable, draft.rule.variable, index);
    const suppressedBy = suppression.of(draft).map((other) => position.get(other) ?? -1);
    return { ...draft, suppressedBy };
  });
  const watched = plans.flatMap((plan, index) => (plan.rule.kind === "condition" ? [index] : []));
  return { plans, limits: builder.limits, following: builder.following, byVariable, watched };
}
