import type { DurationMs } from "../../core/time.ts";
import { F, num, setNum } from "./arena.ts";
import type { ActuatorState, AlarmTrack, Engine, ReflexState } from "./state.ts";

const moved = (at: number | null, by: DurationMs) => (at === null ? null : at + by);

function shiftActuator(state: ActuatorState, by: DurationMs): void {
  state.speedAt += by;
  state.startedAt += by;
  state.stoppedAt += by;
  state.starts = state.starts.map((at) => at + by);
  state.notRunningSince = moved(state.notRunningSince, by);
  state.failedAt = moved(state.failedAt, by);
  state.warnSince = moved(state.warnSince, by);
  if (state.override !== null) state.override = { ...state.override, until: state.override.until + by };
}

function shiftReflex(state: ReflexState, by: DurationMs): void {
  state.badSince = moved(state.badSince, by);
  state.startSince = moved(state.startSince, by);
  state.stopSince = moved(state.stopSince, by);
}

function shiftTrack(track: AlarmTrack, by: DurationMs): void {
  track.pending = moved(track.pending, by);
  track.clearing = moved(track.clearing, by);
  track.hiddenSince = moved(track.hiddenSince, by);
  track.annunciatedAt += by;
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
  for (const state of engine.derived) state.disagreeSince = moved(state.disagreeSince, by);
  engine.rangesSentAt += by;
  engine.lastStartAt += by;
  engine.scannedAt += by;
  arena.sweepAt += by;
}
