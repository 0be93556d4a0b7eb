import { alarmKey } from "../../../core/ids.ts";
import type { DurationMs, EpochMs } from "../../../core/time.ts";
import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";

/** When each known site last measured something, and which of them are silent since when. */
export interface SilenceState {
  readonly heardAt: Readonly<Record<string, EpochMs>>;
  /** The site's cumulative count of measurements when it last rose. */
  readonly measured: Readonly<Record<string, number>>;
  readonly silent: Readonly<Record<string, EpochMs>>;
}

/** What happened. Nobody can be heard while we are not connected, so silence counts from the connection at the earliest. */
export type SilenceInput =
  | { readonly kind: "connected" }
  /** A message of a site; `measured` is its cumulative count, absent where it carries none. */
  | { readonly kind: "heard"; readonly site: string; readonly measured: number | undefined }
  | { readonly kind: "tick"; readonly connected: boolean };

/** What a step leads to. */
export interface SilenceStep {
  readonly state: SilenceState;
  readonly nextAt: EpochMs | undefined;
}

/** Nobody heard, nobody silent. */
export const noSilence: SilenceState = { heardAt: {}, measured: {}, silent: {} };

/** Follows who measures and who does not. `silentAfter` holds every known site; others are not watched. */
export function stepSilence(
  state: SilenceState,
  input: SilenceInput,
  silentAfter: ReadonlyMap<string, DurationMs>,
  now: EpochMs,
): SilenceStep {
  switch (input.kind) {
    case "connected":
      return settle(
        { ...state, heardAt: Object.fromEntries([...silentAfter.keys()].map((site) => [site, now])) },
        silentAfter,
      );
    case "heard":
      return settle(heard(state, input, silentAfter, now), silentAfter);
    case "tick":
      return input.connected ? settle(state, silentAfter, now) : { state, nextAt: undefined };
  }
}

/** A re-sent value is no sign of life: where the site counts its measurements, only a rise is. */
function heard(
  state: SilenceState,
  input: Extract<SilenceInput, { kind: "heard" }>,
  silentAfter: ReadonlyMap<string, DurationMs>,
  now: EpochMs,
): SilenceState {
  const { site, measured } = input;
  if (!silentAfter.has(site) || (measured !== undefined && measured === state.measured[site])) return state;
  const silent = Object.fromEntries(Object.entries(state.silent).filter(([other]) => other !== site));
  return {
    heardAt: { ...state.heardAt, [site]: now },
    measured: measured === undefined ? state.measured : { ...state.measured, [site]: measured },
    silent,
  };
}

function settle(state: SilenceState, silentAfter: ReadonlyMap<string, DurationMs>, now?: EpochMs): SilenceStep {
  const silent: Record<string, EpochMs> = { ...state.silent };
  let nextAt: EpochMs | undefined;
  for (const [site, patience] of silentAfter) {
    const at = (state.heardAt[site] ?? Number.POSITIVE_INFINITY) + patience;
    if (silent[site] !== undefined || !Number.isFinite(at)) continue;
    if (now !== undefined && at <= now) {
      silent[site] = at;
    } else nextAt = Math.min(nextAt ?? at, at);
  }
  return { state: { ...state, silent }, nextAt };
}

/** The alarms of silent sites: owned by the region, ended by the site itself. */
export function silenceAlarms(state: SilenceState): readonly StandingAlarm[] {
  return Object.entries(state.silent).map(([site, since]) => ({
    key: alarmKey(site, "silent"),
    device: site,
    variable: "",
    condition: "silent",
    priority: "high",
    state: "unacknowledged",
    onset: since,
    since,
    eventId: `${site}.silent.${since}`,
    value: null,
    response: "Nothing is measured there: call the site or send somebody; it goes on by itself without us",
  }));
}
