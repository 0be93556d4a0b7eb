import type { DurationMs, MonotonicMs } from "../../core/time.ts";

/** When a site is told what has become durable: it is owed something, or it is only reminded. */
export type SiteAcknowledgement =
  | { readonly kind: "quiet"; readonly sentAt: MonotonicMs }
  | { readonly kind: "owing"; readonly sentAt: MonotonicMs; readonly bytes: number };

/** What happens to the acknowledgements of a site. */
export type AcknowledgerInput =
  /** Something of the site became durable, or was sent again although it already is; `bytes` of it in the history lane. */
  { readonly kind: "durable"; readonly bytes: number } | { readonly kind: "time" };

/** How often a site is told. */
export interface AcknowledgerConfig {
  /** Shortest time between two acknowledgements of a site, unless half its window became durable. */
  readonly interval: DurationMs;
  /** Longest time without one. */
  readonly heartbeat: DurationMs;
  readonly halfWindow: number;
}

/** At most one a second, at once when half the window became durable, one every two seconds in any case (docs/adr/0002-acknowledgement.md). */
export function acknowledgerConfig(windowBytes: number): AcknowledgerConfig {
  return { interval: 1_000, heartbeat: 2_000, halfWindow: windowBytes / 2 };
}

/** What a step leads to. */
export interface AcknowledgerStep {
  readonly state: SiteAcknowledgement;
  /** Say it now. */
  readonly publish: boolean;
  /** When time is to be given as an input again. */
  readonly wakeAt: MonotonicMs;
}

/** A site that was never told anything, and should be at the next chance. */
export function neverTold(config: AcknowledgerConfig, now: MonotonicMs): SiteAcknowledgement {
  return { kind: "quiet", sentAt: now - config.heartbeat };
}

/** One site's acknowledgements over time. */
export function stepAcknowledger(
  state: SiteAcknowledgement,
  input: AcknowledgerInput,
  config: AcknowledgerConfig,
  now: MonotonicMs,
): AcknowledgerStep {
  const owed = input.kind === "durable" ? input.bytes + owedBytes(state) : owedBytes(state);
  const owing = input.kind === "durable" || state.kind === "owing";
  const due = state.sentAt + (owing ? config.interval : config.heartbeat);
  if (now >= due || owed >= config.halfWindow) {
    return { state: { kind: "quiet", sentAt: now }, publish: true, wakeAt: now + config.heartbeat };
  }
  return { state: owing ? { kind: "owing", sentAt: state.sentAt, bytes: owed } : state, publish: false, wakeAt: due };
}

function owedBytes(state: SiteAcknowledgement): number {
  return state.kind === "owing" ? state.bytes : 0;
}
