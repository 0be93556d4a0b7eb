import type { EpochMs } from "../../core/time.ts";
import type { StandingAlarm, StandingLock } from "../../core/wire/alarm-digest.ts";
import type { DecisionEvent } from "../../core/wire/events.ts";
import { commandValue, refusedBy } from "./actuators/command-value.ts";
import type { ActuatorPlan } from "./actuators/plan.ts";
import { setpointOf } from "./actuators/setpoint.ts";
import type { Want } from "./actuators/want.ts";
import { alarmInputsOf, foundOf, hidersOf, limitOf } from "./alarms/facts.ts";
import { shelfWords, shelvedOf } from "./alarms/shelf.ts";
import { longestOf } from "./alarms/shelving.ts";
import { scopeOf } from "./conditions/scope.ts";
import { type Decided, recordOf } from "./decision.ts";
import { qualityCodeAt, qualityOfCode, reasonsAt, reasonsOf } from "./image/arena.ts";
import { fallLimit } from "./ranges/fall.ts";
import { marginOf } from "./ranges/ranges.ts";
import type { Engine } from "./state.ts";

const waiting: Readonly<Record<string, string>> = {
  "minimum-off-time": "it must rest for its minimum off-time",
  "minimum-on-time": "it must finish its minimum on-time",
  "starts-per-hour": "it has had its starts of this hour",
  stagger: "another start was too recent, or is under way",
  warning: "the warning before its start is sounding",
  "longest-on-time": "it was on for the longest time allowed",
};

function wantedWords(plan: ActuatorPlan, [want]: readonly Want[]): string {
  if (plan.setpoint !== undefined && want !== undefined) {
    return `${setpointOf(plan.setpoint, want)} ${plan.setpoint.unit}`;
  }
  return want?.run === true ? "on" : "off";
}

function explainActuator(engine: Engine, index: number): Decided | undefined {
  const plan = engine.compiled.actuators[index];
  const state = engine.actuators[index];
  if (plan === undefined || state === undefined) return undefined;
  const wants = engine.wants.of(index);
  const held = waiting[state.blocked] ?? (state.blocked === "" ? undefined : state.blocked);
  const parts = [
    state.known ? state.reason || "nobody asks for it" : "it cannot be read, so nothing is put out",
    ...(held === undefined ? [] : [`wanted ${wantedWords(plan, wants)}, but ${held}`]),
    ...(state.failedAt === null ? [] : [`failed: ${state.failedWhy}`]),
    ...(state.strays ? [`its ${plan.setpoint === undefined ? "speed" : "power"} does not follow`] : []),
  ];
  const feedback = [
    plan.running,
    ...(plan.setpoint === undefined ? [] : [plan.actual]),
    plan.fault,
    plan.remote,
  ].filter((variable) => variable !== undefined);
  return {
    subject: plan.id,
    value: state.known && !state.released ? commandValue(state.run, state.speedWanted) : null,
    layer: state.layer,
    reason: parts.join("; "),
    inputs: [...(wants[0]?.inputs ?? []), ...feedback],
    refused: refusedBy(plan, state, wants),
  };
}

function explainVariable(engine: Engine, index: number): Decided {
  const { compiled, arena } = engine;
  const subject = compiled.paths[index] ?? "";
  const order = compiled.derived.findIndex((plan) => plan.variable === index);
  const plan = compiled.derived[order];
  const source = plan?.inputs[engine.derived[order]?.source ?? -1];
  const range = compiled.rangeOf.get(index);
  const bounds = range === undefined ? undefined : engine.bounds[range];
  const limit = fallLimit(engine, range);
  const quality = qualityOfCode(qualityCodeAt(arena, index));
  const reasons = reasonsOf(reasonsAt(arena, index)).join(", ");
  const record = recordOf(engine, { subject, value: null, layer: "quality", reason: "", inputs: [index] }, "");
  const value = record.inputs[0]?.value ?? null;
  const margin = bounds === undefined || value === null ? undefined : marginOf(value, bounds);
  const parts = [
    reasons === "" ? quality : `${quality}: ${reasons}`,
    ...(source === undefined ? [] : [`taken from ${compiled.paths[source]}`]),
    ...(bounds?.target === undefined || bounds.target === null ? [] : [`target ${bounds.target}`]),
    ...(limit === undefined ? [] : [limit]),
    ...(margin === undefined ? [] : [`margin ${Math.round(margin * 100) / 100}`]),
  ];
  return { subject, value, layer: "quality", reason: parts.join("; "), inputs: [index, ...(plan?.inputs ?? [])] };
}

function explainAlarm(engine: Engine, index: number): Decided | undefined {
  const plan = engine.compiled.alarms[index];
  if (plan === undefined) return undefined;
  const track = engine.tracks.get(index);
  const limit = limitOf(engine, plan);
  const found = foundOf(engine, plan);
  const shelved = track && shelvedOf(track.shelving);
  const seconds = (from: number) => Math.round((engine.now - from) / 1000);
  const parts = [
    track?.state ?? "normal",
    ...(plan.rule.kind === "condition" ? [plan.rule.condition.text] : []),
    ...(found === undefined ? [] : [found]),
    ...(limit === null ? [] : [`limit ${limit}`]),
    ...(track?.pending == null ? [] : [`holds for ${seconds(track.pending)} s of ${plan.onDelay / 1000} s`]),
    ...(track?.clearing == null ? [] : [`gone for ${seconds(track.clearing)} s of ${plan.offDelay / 1000} s`]),
    ...hidersOf(engine, plan, scopeOf(engine)).map((by) => `hidden by ${by}`),
    ...(shelved === undefined ? [] : [shelfWords(shelved)]),
  ];
  return {
    subject: plan.key,
    value: null,
    layer: "alarm",
    reason: parts.join("; "),
    inputs: alarmInputsOf(engine, plan),
  };
}

/**
 * Why an actuator does what it does and not otherwise, why a variable is trusted as it is, or why an alarm stands or
 * does not: the structure of a decision record, made on request. Undefined when the site has no such subject.
 */
export function explain(engine: Engine, subject: string, now: EpochMs): DecisionEvent | undefined {
  const { compiled } = engine;
  engine.now = now;
  const actuator = compiled.actuatorIndex.get(subject);
  const variable = compiled.index.get(subject);
  const alarm = compiled.alarmIndex.get(subject);
  let decided: Decided | undefined;
  if (actuator !== undefined) decided = explainActuator(engine, actuator);
  else if (variable !== undefined) decided = explainVariable(engine, variable);
  else if (alarm !== undefined) decided = explainAlarm(engine, alarm);
  return decided && recordOf(engine, decided, "explain");
}

/** Every alarm that is not normal or that is shelved, as the digest on the wire lists it, in the order of the configuration. */
export function standingAlarms(engine: Engine): StandingAlarm[] {
  return [...engine.tracks.keys()]
    .sort((a, b) => a - b)
    .flatMap((index): StandingAlarm[] => {
      const plan = engine.compiled.alarms[index];
      const track = engine.tracks.get(index);
      const shelving = track && shelvedOf(track.shelving);
      if (plan === undefined || track === undefined) return [];
      if (track.state === "normal" && shelving === undefined) return [];
      const { key, device, variable, condition, priority, response, consequence, timeToRespond } = plan;
      const { state, onset, since, eventId, value, acknowledgedBy } = track;
      const by = acknowledgedBy === null ? {} : { acknowledgedBy };
      const about = { key, device, variable, condition, priority, state, onset, since, eventId, value, response };
      const told = {
        consequence,
        longestShelving: longestOf(plan),
        ...(timeToRespond === undefined ? {} : { timeToRespond }),
      };
      return [{ ...about, ...told, ...by, ...(shelving === undefined ? {} : { shelved: shelving }) }];
    });
}

/** Every lock that is on, in the order of the configuration. */
export function standingLocks(engine: Engine): StandingLock[] {
  return engine.compiled.interlocks.flatMap(({ id }, index) => {
    const lock = engine.interlocks[index]?.lock ?? null;
    return lock === null ? [] : [{ lock: id, ...lock }];
  });
}
