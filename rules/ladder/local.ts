import { type EpochMs, earliest } from "../../core/time.ts";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import { type Phase, plainPhase, type QuietHours, quietPhase } from "./quiet.ts";
import type { LocalOutput } from "./schema.ts";

/** What the local rung goes by: the site's alarms as its engine holds them. */
export interface LocalInput {
  readonly alarms: readonly StandingAlarm[];
}

/** A site's own rung: what sounds, and when it does not. */
export interface LocalRung {
  readonly outputs: readonly LocalOutput[];
  readonly quiet?: QuietHours | undefined;
}

/** Which outputs sound. It is all the local rung remembers: when they sound follows from the alarms themselves. */
export interface LocalState {
  readonly sounding: Readonly<Record<string, boolean>>;
}

/** Turn an output on or off. `because` is the key of an alarm that asks for it, null when none does. */
export interface LocalEffect {
  readonly kind: "output";
  readonly actuator: string;
  readonly on: boolean;
  readonly because: string | null;
}

/** What a step leads to. */
export interface LocalStep {
  readonly state: LocalState;
  readonly effects: readonly LocalEffect[];
  /** When an output must change although no alarm does; undefined when none must. */
  readonly nextAt: EpochMs | undefined;
}

/** Before the first step: the first one tells every output, so that a siren left on by a crash goes off. */
export const silentLocal: LocalState = { sounding: {} };

/**
 * One step of a site's own rung: each output sounds for its time when an alarm of its priorities is raised and again at
 * each repeat, until somebody acknowledges or shelves it; quiet hours put it off. Needs nothing but the site, and a restart changes nothing
 * in its rhythm.
 */
export function stepLocal(state: LocalState, input: LocalInput, rung: LocalRung, now: EpochMs): LocalStep {
  const sounding: Record<string, boolean> = {};
  const effects: LocalEffect[] = [];
  let nextAt: EpochMs | undefined;
  const wanted = new Map<string, string | null>();
  for (const output of rung.outputs) {
    const calls = input.alarms.filter((alarm) => calling(alarm, output));
    const phases = calls.map((alarm) => ({ alarm, ...phaseOf(alarm, output, rung, now) }));
    const loud = phases.find((phase) => phase.loud);
    wanted.set(output.actuator, wanted.get(output.actuator) ?? loud?.alarm.key ?? null);
    nextAt = phases.reduce((next, phase) => earliest(next, phase.changesAt), nextAt);
  }
  for (const [actuator, because] of wanted) {
    sounding[actuator] = because !== null;
    if (state.sounding[actuator] !== sounding[actuator]) {
      effects.push({ kind: "output", actuator, on: because !== null, because });
    }
  }
  return { state: { sounding }, effects, nextAt };
}

function calling(alarm: StandingAlarm, output: LocalOutput): boolean {
  const unheard = alarm.state === "unacknowledged" || alarm.state === "latchedUnacknowledged";
  return unheard && alarm.shelved === undefined && output.priorities.includes(alarm.priority);
}

function phaseOf({ since, priority }: StandingAlarm, output: LocalOutput, { quiet }: LocalRung, now: EpochMs): Phase {
  const rhythm = { raisedAt: since, for: output.for, repeat: output.repeat };
  if (quiet === undefined || quiet.except.includes(priority)) return plainPhase(rhythm, now);
  return quietPhase(rhythm, quiet.around(now), now);
}
