import type { DurationMs, MonotonicMs } from "../../core/time.ts";

/** Who may look and act: sessions opened through one-time links, and the holder of the instance's token. */
export interface AccessState {
  /** SHA-256 of what was handed out, so that a leaked state opens nothing. */
  readonly links: readonly { readonly digest: string; readonly until: MonotonicMs }[];
  readonly sessions: readonly { readonly digest: string; readonly until: MonotonicMs }[];
}

/** Nobody may enter yet. */
export const noAccess: AccessState = { links: [], sessions: [] };

/** A login link is good for one use within this time. */
export const linkLife: DurationMs = 600_000;
/** A session ends after this long, used or not. */
export const sessionLife: DurationMs = 12 * 3_600_000;
const mostSessions = 100;

/** Notes a one-time link that was handed out. */
export function offerLink(state: AccessState, digest: string, now: MonotonicMs): AccessState {
  return { ...state, links: [...state.links.filter(({ until }) => until > now), { digest, until: now + linkLife }] };
}

/** Trades a link for a session; undefined when the link is unknown, used or too old. */
export function redeemLink(
  state: AccessState,
  link: string,
  session: string,
  now: MonotonicMs,
): AccessState | undefined {
  const known = state.links.some(({ digest, until }) => digest === link && until > now);
  if (!known) return undefined;
  const sessions = state.sessions.filter(({ until }) => until > now).slice(-(mostSessions - 1));
  return {
    links: state.links.filter(({ digest }) => digest !== link),
    sessions: [...sessions, { digest: session, until: now + sessionLife }],
  };
}

/** Tells whether a session stands. */
export function sessionStands(state: AccessState, digest: string, now: MonotonicMs): boolean {
  return state.sessions.some((session) => session.digest === digest && session.until > now);
}

/**
 * Tells whether a request may come from a page of our own: the Host must be one we answer to (a name rebound to loopback is
 * not), and a request that changes something must not carry a foreign Origin.
 */
export function ownPage(
  request: { host: string | undefined; origin: string | undefined; changes: boolean },
  hosts: readonly string[],
): boolean {
  if (request.host === undefined || !hosts.includes(request.host)) return false;
  if (!request.changes || request.origin === undefined) return true;
  return hosts.some((host) => request.origin === `http://${host}` || request.origin === `https://${host}`);
}

/** The same grants by another clock: what is over is left out. Used to keep them where no monotonic time has a meaning. */
export function shiftAccess(state: AccessState, from: MonotonicMs, to: MonotonicMs): AccessState {
  const shift = (grants: AccessState["links"]): AccessState["links"] =>
    grants.filter(({ until }) => until > from).map(({ digest, until }) => ({ digest, until: until - from + to }));
  return { links: shift(state.links), sessions: shift(state.sessions) };
}
