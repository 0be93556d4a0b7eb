import type { MonotonicMs } from "../../core/time.ts";
import type { Face } from "./face.ts";

/**
 * Bits of the control word.
 * Source: ABB drives profile (ACS355 / ACS580 firmware manuals, embedded fieldbus, main control word).
 */
export const control = {
  off1: 1 << 0,
  off2: 1 << 1,
  off3: 1 << 2,
  run: 1 << 3,
  rampOut: 1 << 4,
  rampHold: 1 << 5,
  rampIn: 1 << 6,
  reset: 1 << 7,
  remoteCommand: 1 << 10,
} as const;

/** Bits of the status word. Source: as `control`, main status word. */
export const status = {
  readyOn: 1 << 0,
  readyRun: 1 << 1,
  running: 1 << 2,
  tripped: 1 << 3,
  off2Inactive: 1 << 4,
  off3Inactive: 1 << 5,
  onInhibit: 1 << 6,
  alarm: 1 << 7,
  atSetpoint: 1 << 8,
  remote: 1 << 9,
} as const;

/** Fault code 12, MOTOR STALL. Source: ACS355 firmware manual, fault tracing. */
export const motorStall = 12;

/** Fault code 6681h, EFB COMM LOSS. Source: ABB ACS880 firmware manual, parameter 58.14 and fault tracing. */
export const communicationLost = 0x6681;

/** What the drive does when control words stop coming. Source: as above, parameter 58.14; only what is emulated. */
const lossAction = { fault: 1, lastSpeed: 2 } as const;

/** Settings made at commissioning, as their registers show them: 58.14, 58.15 and, in tenths of a second, 58.16. */
export interface DriveSettings {
  readonly lossAction: (typeof lossAction)[keyof typeof lossAction];
  /** 2: only control words and references count as life. */
  readonly lossTrigger: 2;
  readonly lossTime: number;
}

/** As the polder's drives were commissioned: nobody there for ten seconds, and they hold their speed. */
export const commissioned: DriveSettings = { lossAction: lossAction.lastSpeed, lossTrigger: 2, lossTime: 100 };
/** As a drive comes from its maker. Source: as above, defaults of 58.14 to 58.16. */
export const asDelivered: DriveSettings = { lossAction: lossAction.fault, lossTrigger: 2, lossTime: 30 };

/** Where the profile's state machine stands. */
export type DriveMode =
  | { readonly kind: "inhibited" }
  | { readonly kind: "ready" }
  | { readonly kind: "operating" }
  | { readonly kind: "tripped"; readonly code: number };

/** Everything the drive remembers. Speeds are shares of full speed. */
export interface DriveState {
  readonly mode: DriveMode;
  readonly controlWord: number;
  /** REF1 as written, 20000 = 100 %. */
  readonly reference: number;
  readonly reference2: number;
  /** True while the drive lets the motor run down. */
  readonly coasting: boolean;
  /** Panel switch in LOCAL: the control word is ignored. */
  readonly local: boolean;
  readonly wordAt: MonotonicMs;
  /** The speed held since control words stopped coming. */
  readonly held: number | undefined;
  readonly lastFault: number;
  readonly settings: DriveSettings;
}

/** A drive after power-up: switch-on inhibited, in REMOTE. */
export function startDrive(now: MonotonicMs): DriveState {
  return {
    mode: { kind: "inhibited" },
    controlWord: 0,
    reference: 0,
    reference2: 0,
    coasting: true,
    local: false,
    wordAt: now,
    held: undefined,
    lastFault: 0,
    settings: commissioned,
  };
}

const has = (word: number, bit: number): boolean => (word & bit) !== 0;

function afterReset(mode: DriveMode, word: number, before: number, causeGone: boolean): DriveMode {
  const rising = has(word, control.reset) && !has(before, control.reset);
  return mode.kind === "tripped" && rising && causeGone ? { kind: "inhibited" } : mode;
}

function nextMode(mode: DriveMode, word: number): { mode: DriveMode; coasting: boolean } {
  const released = has(word, control.off2) && has(word, control.off3);
  if (mode.kind === "tripped") return { mode, coasting: true };
  if (!released) return { mode: { kind: "inhibited" }, coasting: !has(word, control.off2) };
  if (!has(word, control.off1)) return { mode: { kind: "ready" }, coasting: false };
  if (mode.kind === "inhibited") return { mode, coasting: true };
  if (!has(word, control.run)) return { mode: { kind: "ready" }, coasting: true };
  return { mode: { kind: "operating" }, coasting: false };
}

/**
 * Takes one control word. Without bit 10, or in LOCAL, the drive ignores it, and then it is no sign of life either.
 * `causeGone` says whether a fault can be reset.
 */
export function takeControlWord(state: DriveState, word: number, now: MonotonicMs, causeGone: boolean): DriveState {
  if (state.local || !has(word, control.remoteCommand)) return state;
  const reset = afterReset(state.mode, word, state.controlWord, causeGone);
  return { ...state, ...nextMode(reset, word), controlWord: word, wordAt: now, held: undefined };
}

/** Opens the drive's contactor on a fault; the motor runs down. */
export function trip(state: DriveState, code: number): DriveState {
  return { ...state, mode: { kind: "tripped", code }, coasting: true, held: undefined, lastFault: code };
}

/** A reset by hand at the panel: a trip becomes switch-on inhibited, so that it does not start by itself. */
export function resetAtPanel(state: DriveState): DriveState {
  return state.mode.kind === "tripped" ? { ...state, mode: { kind: "inhibited" } } : state;
}

/** Watches the control word: when none came for too long while operating, the drive does what it is set to do. */
export function watchLink(state: DriveState, actual: number, now: MonotonicMs): DriveState {
  const { settings } = state;
  const silent = now - state.wordAt > settings.lossTime * 100;
  if (!silent || state.local || state.mode.kind !== "operating" || state.held !== undefined) return state;
  return settings.lossAction === lossAction.fault ? trip(state, communicationLost) : { ...state, held: actual };
}

/** The speed the drive drives its motor to. */
export function driveTarget(state: DriveState, actual: number): number {
  if (state.mode.kind !== "operating") return 0;
  if (state.held !== undefined) return state.held;
  const word = state.controlWord;
  if (!has(word, control.rampOut) || !has(word, control.rampIn)) return 0;
  if (!has(word, control.rampHold)) return actual;
  return Math.min(1, Math.max(0, state.reference / 20_000));
}

/** The status word for a motor at this speed. */
export function statusWord(state: DriveState, actual: number): number {
  const { mode, controlWord } = state;
  const able = mode.kind === "ready" || mode.kind === "operating";
  const atSetpoint = mode.kind === "operating" && Math.abs(actual - driveTarget(state, actual)) < 0.01;
  const bits: readonly (readonly [number, boolean])[] = [
    [status.readyOn, able],
    // Only with bit 0 of the control word: before that the drive is ready to be switched on, not to operate.
    [status.readyRun, able && has(controlWord, control.off1)],
    [status.running, mode.kind === "operating"],
    [status.tripped, mode.kind === "tripped"],
    [status.off2Inactive, has(controlWord, control.off2)],
    [status.off3Inactive, has(controlWord, control.off3)],
    [status.onInhibit, mode.kind === "inhibited"],
    [status.alarm, state.held !== undefined],
    [status.atSetpoint, atSetpoint],
    [status.remote, !state.local],
  ];
  return bits.reduce((word, [bit, on]) => (on ? word | bit : word), 0);
}

/**
 * The registers a Modbus client sees. Addresses as on the wire: 0 control word, 1 REF1, 2 REF2, 3 status word,
 * 4 ACT1 (20000 = 100 %), 5 ACT2 (current, 10000 = 100 %); parameters at 100 x group + index - 1.
 * Source: ACS355 firmware manual, ABB drives profile and parameter 04.01; ACS880 firmware manual, parameters 58.14 to 58.16.
 */
export function driveFace(state: DriveState, actual: number, load: number): Face {
  const statusNow = statusWord(state, actual);
  const act1 = Math.round(actual * 20_000);
  const act2 = Math.round(load * 10_000);
  const { lossAction: action, lossTrigger, lossTime } = state.settings;
  return {
    points: { controlWord: state.controlWord, reference: state.reference, status: statusNow, act1, act2 },
    cells: {
      holdingRegister: new Map([
        [0, state.controlWord],
        [1, state.reference & 0xffff],
        [2, state.reference2 & 0xffff],
        [3, statusNow],
        [4, act1],
        [5, act2],
        [400, state.lastFault],
        [5813, action],
        [5814, lossTrigger],
        [5815, lossTime],
      ]),
    },
  };
}
