import { Intervals } from "../../core/intervals.ts";
import type { DurationMs, MonotonicMs } from "../../core/time.ts";

/** How much may be on its way in the history lane, and how patient a probe is. */
export interface LaneConfig {
  /** Bytes sent and not confirmed. */
  readonly window: number;
  /** Nothing confirmed for so long while something is on its way: one message is sent again. Doubled each time, up to the longest. */
  readonly probeAfter: DurationMs;
  readonly longestProbe: DurationMs;
}

/** As docs/adr/0002-acknowledgement.md reasons: 4 MiB on their way, a probe after 5 s, at the latest every minute. */
export const laneDefaults: LaneConfig = { window: 4 * 1024 * 1024, probeAfter: 5_000, longestProbe: 60_000 };

/** Messages of about this many readings, and never as long as this many bytes. */
export const historyMessage = { readings: 1000, bytes: 64 * 1024 } as const;

/** Numbers of one boot. */
export interface Stretch {
  readonly boot: string;
  readonly lo: number;
  readonly hi: number;
}

interface HistorySend extends Stretch {
  readonly bytes: number;
  /** The highest live number sent before it. */
  readonly liveBefore: number;
}

/**
 * One stream's two lanes. The state is changed in place by `stepLane` alone and holds no more than one connection needs: what
 * is on its way. What is confirmed and what the spool holds is told with each input.
 */
export interface LaneState {
  connected: boolean;
  /** Ingest has spoken on this connection: it will confirm what it gets. */
  heard: boolean;
  /** Sent live on this connection and not confirmed; numbers of the current boot. */
  live: Intervals;
  liveHigh: number;
  /** Sent as history on this connection and not confirmed, in order. */
  history: HistorySend[];
  inFlight: number;
  window: number;
  /** When a probe is due. */
  probeAt: MonotonicMs;
  patience: DurationMs;
  /** One message may go although nothing says that ingest listens. */
  probing: boolean;
}

/** What happens to a lane. */
export type LaneInput =
  /**
   * A new connection is ready for data: what was under way on the last one may be lost. `highest` is the last number given out:
   * what ingest has seen up to there it saw on an earlier connection.
   */
  | { readonly kind: "connected"; readonly highest: number }
  | { readonly kind: "disconnected" }
  | { readonly kind: "sentLive"; readonly lo: number; readonly hi: number }
  | { readonly kind: "sentHistory"; readonly stretch: Stretch; readonly bytes: number }
  /** Ingest spoke. `forgets`: its store may have lost what it had confirmed. */
  | { readonly kind: "stored"; readonly seen: number; readonly forgets: boolean }
  | { readonly kind: "time" };

/** What a lane is told of the rest of the world, at each step. */
export interface LaneContext {
  readonly config: LaneConfig;
  readonly now: MonotonicMs;
  readonly currentBoot: string;
  /** Confirmed or in a gap record. */
  readonly settled: (boot: string) => Intervals;
}

/** What a step found out. */
export interface LaneStep {
  /** Numbers that were sent and are lost on the way: they will be sent again. */
  readonly lost: number;
}

/** A lane without a connection. */
export function newLane(config: LaneConfig): LaneState {
  return {
    connected: false,
    heard: false,
    live: new Intervals(),
    liveHigh: -1,
    history: [],
    inFlight: 0,
    window: config.window,
    probeAt: Number.POSITIVE_INFINITY,
    patience: config.probeAfter,
    probing: false,
  };
}

const nothingLost: LaneStep = { lost: 0 };

/** One step. It sends again only when a later number was confirmed, after a reconnect, or when a store forgot (docs/adr/0002-acknowledgement.md). */
export function stepLane(state: LaneState, input: LaneInput, context: LaneContext): LaneStep {
  switch (input.kind) {
    case "connected":
      forgetUnderWay(state);
      Object.assign(state, { connected: true, heard: false, window: context.config.window, liveHigh: input.highest });
      state.patience = context.config.probeAfter;
      state.probeAt = context.now + state.patience;
      return nothingLost;
    case "disconnected":
      forgetUnderWay(state);
      Object.assign(state, { connected: false, heard: false });
      state.probeAt = Number.POSITIVE_INFINITY;
      return nothingLost;
    case "sentLive":
      state.live.add(input.lo, input.hi);
      state.liveHigh = input.hi;
      return nothingLost;
    case "sentHistory":
      state.history.push({ ...input.stretch, bytes: input.bytes, liveBefore: state.liveHigh });
      state.inFlight += input.bytes;
      state.probing = false;
      return nothingLost;
    case "stored":
      return stored(state, input, context);
    case "time":
      return time(state, context);
  }
}

function forgetUnderWay(state: LaneState): void {
  state.live = new Intervals();
  state.history = [];
  state.inFlight = 0;
  state.probing = false;
}

function stored(
  state: LaneState,
  { seen, forgets }: Extract<LaneInput, { kind: "stored" }>,
  context: LaneContext,
): LaneStep {
  if (!state.connected) return nothingLost;
  state.heard = true;
  if (forgets) {
    const lost = underWay(state);
    forgetUnderWay(state);
    return { lost };
  }
  const before = underWay(state);
  const history = settleHistory(state, seen, context);
  const unsettled = state.live.without(context.settled(context.currentBoot));
  const lostLive = unsettled.within(0, Math.max(seen, history.provenLive));
  state.live = unsettled.without(lostLive);
  if (history.lost > 0) state.window = Math.max(historyMessage.bytes, state.window / 2);
  if (underWay(state) < before || before === 0) rest(state, context);
  return { lost: lostLive.count + history.lost };
}

function underWay(state: LaneState): number {
  return state.history.reduce((sum, { lo, hi }) => sum + hi - lo + 1, state.live.count);
}

/**
 * Takes out what is confirmed, and what is lost: ingest makes durable in the order in which it received, so whatever was sent
 * before something confirmed, and is not confirmed itself, never arrived.
 */
function settleHistory(state: LaneState, seen: number, context: LaneContext): { provenLive: number; lost: number } {
  const sends = state.history;
  const settled = settledOnes(sends, context);
  const last = settled.lastIndexOf(true);
  let [provenLive, lost] = [-1, 0];
  state.history = sends.filter((send, i) => {
    if (settled[i] === true) {
      state.window = Math.min(context.config.window, state.window + send.bytes);
      provenLive = Math.max(provenLive, send.liveBefore);
    } else if (i > last && send.liveBefore >= seen) {
      return true;
    } else {
      lost += send.hi - send.lo + 1;
    }
    state.inFlight -= send.bytes;
    return false;
  });
  return { provenLive, lost };
}

function settledOnes(sends: readonly HistorySend[], { settled }: LaneContext): boolean[] {
  const sets = new Map<string, Intervals>();
  return sends.map(({ boot, lo, hi }) => {
    const set = sets.get(boot) ?? settled(boot);
    sets.set(boot, set);
    return set.covers(lo, hi);
  });
}

/** There is progress, or nothing to wait for: patience begins anew. */
function rest(state: LaneState, { config, now }: LaneContext): void {
  state.patience = config.probeAfter;
  state.probeAt = now + state.patience;
}

/** A silent line proves nothing: one message goes again, and when that is confirmed it proves what became of all before it. */
function time(state: LaneState, { config, now }: LaneContext): LaneStep {
  if (!state.connected || now < state.probeAt) return nothingLost;
  state.patience = Math.min(config.longestProbe, 2 * state.patience);
  state.probeAt = now + state.patience;
  state.probing = true;
  const oldest = state.history.shift();
  if (oldest !== undefined) {
    state.inFlight -= oldest.bytes;
    return { lost: oldest.hi - oldest.lo + 1 };
  }
  const first = state.live.ranges[0];
  if (first === undefined) return nothingLost;
  state.live.remove(first[0], first[0]);
  return { lost: 1 };
}

/** What of a boot is to be sent as history: held, not settled, not under way. */
export function owed(state: LaneState, boot: string, held: Intervals, context: LaneContext): Intervals {
  const owing = held.without(context.settled(boot));
  if (boot === context.currentBoot) owing.removeAll(state.live);
  for (const send of state.history) if (send.boot === boot) owing.remove(send.lo, send.hi);
  return owing;
}

/** Whether the history lane may send now. */
export function mayHistory(state: LaneState): boolean {
  if (!state.connected) return false;
  return state.probing || (state.heard && state.inFlight < state.window);
}
