import type { DurationMs } from "../../core/time.ts";
import type { ActuatorState } from "./actuators/state.ts";
import { shiftShelf } from "./alarms/shelf.ts";
import type { AlarmTrack } from "./alarms/track.ts";
import { F, num, setNum } from "./image/arena.ts";
import type { ReflexState } from "./reflexes/state.ts";
import type { Engine } from "./state.ts";

const moved = (at: number | null, by: DurationMs) => (at === null ? null : at + by);

function shiftActuator(state: ActuatorState, by: DurationMs): void {
  state.speedAt += by;
  state.toldAt += by;
  state.startedAt += by;
  state.stoppedAt += by;
  state.ranAt += by;
  state.starts = state.starts.map((at) => at + by);
  state.notRunningSince = moved(state.notRunningSince, by);
  state.strayedSince = moved(state.strayedSince, by);
  state.failedAt = moved(state.failedAt, by);
  state.warnSince = moved(state.warnSince, by);
  if (state.override !== null) state.override = { ...state.override, until: state.override.until + by };
}

function shiftReflex(state: ReflexState, by: DurationMs): void {
  const { air } = state;
  if (air !== null) {
    state.air = { ...air, since: air.since + by, dustBadSince: moved(air.dustBadSince, by) };
  }
  state.badSince = moved(state.badSince, by);
  state.startSince = moved(state.startSince, by);
  state.stopSince = moved(state.stopSince, by);
  if (state.dispatch !== null) state.dispatch = { ...state.dispatch, at: state.dispatch.at + by };
}

function shiftTrack(track: AlarmTrack, by: DurationMs): void {
  track.pending = moved(track.pending, by);
  track.clearing = moved(track.clearing, by);
  track.hiddenSince = moved(track.hiddenSince, by);
  track.annunciatedAt += by;
  track.shelving = shiftShelf(track.shelving, by);
}

/**
 * Moves every running interval along when the world clock was stepped: minimum times, delays and leases keep their
 * length. What was recorded (onsets, events) keeps its time. A clock that went back is noticed by `step` itself.
 */
export function shiftTime(engine: Engine, by: DurationMs): void {
  const { arena } = engine;
  for (let index = 0; index < arena.count; index++) {
    for (const place of [F.at, F.valueAt, F.rateNewAt, F.flatSince]) {
      setNum(arena, index, place, num(arena, index, place) + by);
    }
  }
  for (const state of engine.actuators) shiftActuator(state, by);
  for (const state of engine.reflexes) shiftReflex(state, by);
  for (const track of engine.tracks.values()) shiftTrack(track, by);
  for (const [alarm, raises] of engine.raises) {
    engine.raises.set(
      alarm,
      raises.map((at) => at + by),
    );
  }
  for (const state of engine.derived) {
    state.disagreeSince = moved(state.disagreeSince, by);
    if (state.quarter !== null) state.quarter = { ...state.quarter, at: state.quarter.at + by };
    const { window } = state;
    if (window !== null) state.window = { ...window, start: window.start + by, at: window.at + by };
  }
  for (const state of engine.falls) state.peaks = state.peaks.map(({ from, max }) => ({ from: from + by, max }));
  engine.rangesSentAt += by;
  engine.lastStartAt += by;
  engine.scannedAt += by;
  arena.sweepAt += by;
}

/**
 * Where no clock ran on while the machine was off, nobody knows how long that was: what stands has just stopped, and starts and
 * stagger are as old as they were. `away` is what the clock says has passed since the engine last scanned.
 */
export function restAnew(engine: Engine, away: DurationMs): void {
  engine.lastStartAt += away;
  for (const state of engine.actuators) {
    state.stoppedAt = engine.now;
    state.starts = state.starts.map((at) => at + away);
  }
}
