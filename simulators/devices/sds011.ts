import type { DurationMs, EpochMs } from "../../core/time.ts";
import { answerFrame, firmwareFrame, type SdsCommand } from "./sds011-frames.ts";

/** What a dust sensor remembers. It knows data, report mode, work, working period and firmware; its id is not set anew. */
export interface SdsState {
  readonly awake: boolean;
  /** Says its data unasked. */
  readonly active: boolean;
  /** Minutes of its own rhythm: 30 s of work in each; 0 = always at work. */
  readonly period: number;
  /** When it last began to work. */
  readonly workingSince: EpochMs;
}

const workTime: DurationMs = 30_000;
const blindTime: DurationMs = 3_000;
const warmTime: DurationMs = 15_000;

/** A sensor whose plug was just put in: at work, speaking of itself. */
export function startSds(now: EpochMs): SdsState {
  return { awake: true, active: true, period: 0, workingSince: now };
}

/** The moment of its rhythm, ms after the last waking by itself. */
function inRound({ period, workingSince }: SdsState, now: EpochMs): DurationMs {
  const round = period * 60_000;
  return round === 0 ? now - workingSince : (now - workingSince) % round;
}

/** Whether fan and laser turn. */
export function isMeasuring(state: SdsState, now: EpochMs): boolean {
  return state.awake && (state.period === 0 || inRound(state, now) < workTime);
}

/** Whether it says its data in this second: each second, or once at the end of each piece of work of its own rhythm. */
export function speaks(state: SdsState, now: EpochMs): boolean {
  if (!state.active || !isMeasuring(state, now)) return false;
  return state.period === 0 || inRound(state, now) >= workTime - 1_000;
}

/** What it shows of the dust there is: nothing at first, too little until its air has been changed. */
export function warmedUp(state: SdsState, now: EpochMs): number {
  const worked = inRound(state, now);
  if (worked < blindTime) return 0;
  return Math.min(1, (worked - blindTime) / (warmTime - blindTime));
}

/** What can be set in it: how it is set, and what it is after it was set to a value it knows. */
interface Setting {
  readonly most: number;
  shown(state: SdsState): number;
  after(state: SdsState, value: number, now: EpochMs): SdsState;
}

/** By command code. Source: Nova Fitness, Laser Dust Sensor Control Protocol V1.3, commands 2, 6 and 8. */
const settings: Readonly<Record<number, Setting>> = {
  2: {
    most: 1,
    shown: ({ active }) => (active ? 0 : 1),
    after: (state, value) => ({ ...state, active: value === 0 }),
  },
  6: { most: 1, shown: () => 1, after: (state, value, now) => worked(state, value === 1, now) },
  8: { most: 30, shown: ({ period }) => period, after: rhythm },
};

/** What follows from a command: the state, and what the sensor says to it. */
export interface SdsReply {
  readonly state: SdsState;
  readonly says?: Uint8Array;
}

/** Takes a command; `data` makes its data frame. Asleep it hears only that it should wake. */
export function takeCommand(
  state: SdsState,
  command: SdsCommand,
  now: EpochMs,
  { id, data }: { readonly id: number; readonly data: () => Uint8Array },
): SdsReply {
  const { code, isSet, value } = command;
  if (!state.awake && !(code === 6 && isSet && value === 1)) return { state };
  if (code === 4 && isMeasuring(state, now)) return { state, says: data() };
  if (code === 7) return { state, says: firmwareFrame(id) };
  const setting = settings[code];
  if (setting === undefined || (isSet && value > setting.most)) return { state };
  if (!isSet) return { state, says: answerFrame({ ...command, value: setting.shown(state) }, id) };
  return { state: setting.after(state, value, now), says: answerFrame(command, id) };
}

function worked(state: SdsState, awake: boolean, now: EpochMs): SdsState {
  return awake === state.awake ? state : { ...state, awake, workingSince: now };
}

function rhythm(state: SdsState, period: number, now: EpochMs): SdsState {
  if (period === state.period) return state;
  // Freed of its rhythm while it turns, it goes on as warm as it is.
  const keepsWarm = period === 0 && isMeasuring(state, now);
  return { ...state, period, workingSince: keepsWarm ? now - inRound(state, now) : now };
}
