import type { DurationMs, MonotonicMs } from "../../core/time.ts";

/** How a bus is driven; from the site file. */
export interface LineConfig {
  /** Silence between an answer and the next request. */
  readonly gap: DurationMs;
  /** Per request, from the moment it was sent. */
  readonly timeout: DurationMs;
  /** Further tries of a request that was not answered. */
  readonly retries: number;
  /** This many requests without any byte in answer, one after the other, and the line is opened anew. */
  readonly reopenAfter: number;
}

/** One request in the queue. */
export interface Job {
  readonly id: number;
  readonly priority: "write" | "read";
  /** A late answer can never be mistaken, so the line need not be kept quiet after a timeout. */
  readonly tagged: boolean;
  readonly triesLeft: number;
}

type Phase =
  | { readonly kind: "closed"; readonly retryAt: MonotonicMs }
  | { readonly kind: "opening" }
  | { readonly kind: "idle"; readonly notBefore: MonotonicMs }
  | { readonly kind: "waiting"; readonly job: Job; readonly deadline: MonotonicMs; readonly heard: boolean }
  /** After a timeout: whatever arrives now is late and belongs to nobody. */
  | { readonly kind: "draining"; readonly until: MonotonicMs; readonly latest: MonotonicMs }
  | { readonly kind: "stopped" };

/** A line's queue and what it is doing. */
export interface LineState {
  readonly phase: Phase;
  readonly writes: readonly Job[];
  readonly reads: readonly Job[];
  /** Failed openings in a row. */
  readonly failedOpenings: number;
  /** Requests in a row that no byte came back for. */
  readonly silent: number;
}

/** What happens to a line. */
export type LineInput =
  | { readonly kind: "submit"; readonly job: Job }
  | { readonly kind: "opened" }
  | { readonly kind: "openFailed" }
  /** The line is gone. */
  | { readonly kind: "lost" }
  /** Bytes came in; `answer` says whether they complete the answer to the outstanding request. */
  | { readonly kind: "bytes"; readonly answer: boolean }
  | { readonly kind: "tick" }
  | { readonly kind: "stop" };

/** What is to be done for a line, in this order. */
export type LineEffect =
  | { readonly kind: "open" }
  | { readonly kind: "close" }
  | { readonly kind: "send"; readonly id: number }
  | { readonly kind: "settle"; readonly id: number; readonly outcome: "answered" | "unanswered" | "down" }
  | { readonly kind: "count"; readonly what: "retry" | "timeout" | "reopened" };

interface Step {
  readonly state: LineState;
  readonly effects: readonly LineEffect[];
}

const shortestReopening: DurationMs = 250;
const longestReopening: DurationMs = 2000;
/** The least silence that ends a late answer: longer than a USB adapter's 16 ms latency timer. */
const quiet: DurationMs = 20;

/** A line that was never opened. */
export const closedLine: LineState = {
  phase: { kind: "closed", retryAt: Number.NEGATIVE_INFINITY },
  writes: [],
  reads: [],
  failedOpenings: 0,
  silent: 0,
};

/** The next state of a line and what to do for it. Pure: time is `now`, bytes and timers stay with the runner. */
export function stepLine(state: LineState, input: LineInput, config: LineConfig, now: MonotonicMs): Step {
  switch (input.kind) {
    case "submit":
      return submit(state, input.job, config, now);
    case "opened":
      if (state.phase.kind !== "opening") return { state, effects: [] };
      return next({ ...state, phase: { kind: "idle", notBefore: now }, failedOpenings: 0, silent: 0 }, config, now);
    case "openFailed":
    case "lost":
      return down(state, now);
    case "bytes":
      return received(state, input.answer, config, now);
    case "tick":
      return tick(state, config, now);
    case "stop": {
      const ended = down(state, now);
      return { state: { ...ended.state, phase: { kind: "stopped" } }, effects: [...ended.effects, { kind: "close" }] };
    }
  }
}

/** When the line wants its next tick; undefined when only an input can change it. */
export function lineWakesAt(state: LineState): MonotonicMs | undefined {
  switch (state.phase.kind) {
    case "closed":
      return state.phase.retryAt;
    case "idle":
      return state.writes.length + state.reads.length > 0 ? state.phase.notBefore : undefined;
    case "waiting":
      return state.phase.deadline;
    case "draining":
      return state.phase.until;
    case "opening":
    case "stopped":
      return undefined;
  }
}

function submit(state: LineState, job: Job, config: LineConfig, now: MonotonicMs): Step {
  if (state.phase.kind === "closed" || state.phase.kind === "stopped") {
    return { state, effects: [{ kind: "settle", id: job.id, outcome: "down" }] };
  }
  const queued = job.priority === "write" ? { writes: [...state.writes, job] } : { reads: [...state.reads, job] };
  return next({ ...state, ...queued }, config, now);
}

function received(state: LineState, answer: boolean, config: LineConfig, now: MonotonicMs): Step {
  const { phase } = state;
  if (phase.kind === "waiting" && answer) {
    const idle: LineState = { ...state, phase: { kind: "idle", notBefore: now + config.gap }, silent: 0 };
    return { state: idle, effects: [{ kind: "settle", id: phase.job.id, outcome: "answered" }] };
  }
  if (phase.kind === "waiting") return { state: { ...state, phase: { ...phase, heard: true } }, effects: [] };
  if (phase.kind !== "draining") return { state, effects: [] };
  const until = Math.min(phase.latest, Math.max(phase.until, now + Math.max(quiet, config.gap)));
  return { state: { ...state, phase: { ...phase, until } }, effects: [] };
}

function tick(state: LineState, config: LineConfig, now: MonotonicMs): Step {
  const { phase } = state;
  if (phase.kind === "closed" && now >= phase.retryAt) {
    return { state: { ...state, phase: { kind: "opening" } }, effects: [{ kind: "open" }] };
  }
  if (phase.kind === "idle") return next(state, config, now);
  if (phase.kind === "draining" && now >= phase.until) {
    return next({ ...state, phase: { kind: "idle", notBefore: now } }, config, now);
  }
  return phase.kind === "waiting" && now >= phase.deadline
    ? timedOut(state, phase, config, now)
    : { state, effects: [] };
}

function timedOut(
  state: LineState,
  phase: Extract<Phase, { kind: "waiting" }>,
  config: LineConfig,
  now: MonotonicMs,
): Step {
  const { job } = phase;
  const effects: LineEffect[] = [{ kind: "count", what: "timeout" }];
  const silent = phase.heard ? 0 : state.silent + 1;
  let after: LineState = { ...state, silent };
  if (job.triesLeft > 0) {
    effects.push({ kind: "count", what: "retry" });
    after = requeue(after, { ...job, triesLeft: job.triesLeft - 1 });
  } else {
    effects.push({ kind: "settle", id: job.id, outcome: "unanswered" });
  }
  if (silent >= config.reopenAfter) {
    const ended = down(after, now);
    const closing: LineEffect[] = [{ kind: "count", what: "reopened" }, { kind: "close" }];
    return { state: ended.state, effects: [...effects, ...closing, ...ended.effects] };
  }
  if (job.tagged) {
    const moved = next({ ...after, phase: { kind: "idle", notBefore: now + config.gap } }, config, now);
    return { state: moved.state, effects: [...effects, ...moved.effects] };
  }
  const until = now + config.timeout;
  return { state: { ...after, phase: { kind: "draining", until, latest: until + config.timeout } }, effects };
}

/** A write is tried again first, so that writes keep their order; a read lets the other devices go before. */
function requeue(state: LineState, job: Job): LineState {
  return job.priority === "write"
    ? { ...state, writes: [job, ...state.writes] }
    : { ...state, reads: [...state.reads, job] };
}

/** Sends the next request when the line is free and quiet long enough: writes before reads. */
function next(state: LineState, config: LineConfig, now: MonotonicMs): Step {
  const { phase, writes, reads } = state;
  const job = writes[0] ?? reads[0];
  if (phase.kind !== "idle" || now < phase.notBefore || job === undefined) return { state, effects: [] };
  const rest = writes.length > 0 ? { writes: writes.slice(1) } : { reads: reads.slice(1) };
  const waiting: Phase = { kind: "waiting", job, deadline: now + config.timeout, heard: false };
  return { state: { ...state, ...rest, phase: waiting }, effects: [{ kind: "send", id: job.id }] };
}

/** The line is gone: everything waiting is told so at once, and opening is tried again later. */
function down(state: LineState, now: MonotonicMs): Step {
  const { phase, failedOpenings } = state;
  if (phase.kind === "closed" || phase.kind === "stopped") return { state, effects: [] };
  const wait = Math.min(longestReopening, shortestReopening * 2 ** Math.min(failedOpenings, 10));
  const outstanding = phase.kind === "waiting" ? [phase.job] : [];
  const effects = [...outstanding, ...state.writes, ...state.reads].map(
    ({ id }): LineEffect => ({ kind: "settle", id, outcome: "down" }),
  );
  const closed: LineState = {
    phase: { kind: "closed", retryAt: now + wait },
    writes: [],
    reads: [],
    failedOpenings: failedOpenings + 1,
    silent: 0,
  };
  return { state: closed, effects };
}
