import type { DurationMs, MonotonicMs } from "../../core/time.ts";
import { type Role, starter } from "./roles.ts";

/** One login that stands. */
export interface Session {
  /** SHA-256 of what was handed out. */
  readonly digest: string;
  readonly until: MonotonicMs;
  readonly name: string;
  readonly role: Role;
  /** Which password opened it; absent where a one-time link did. */
  readonly stamp?: string;
}

/** Who may look and act: sessions opened through one-time links and by password. */
export interface AccessState {
  /** SHA-256 of what was handed out, so that a leaked state opens nothing. */
  readonly links: readonly { readonly digest: string; readonly until: MonotonicMs }[];
  readonly sessions: readonly Session[];
}

/** Nobody may enter yet. */
export const noAccess: AccessState = { links: [], sessions: [] };

/** A login link is good for one use within this time. */
export const linkLife: DurationMs = 600_000;
/** A session ends after this long, used or not. */
export const sessionLife: DurationMs = 12 * 3_600_000;
const mostLinks = 100;
/** Of one name: who logs in again and again throws out nobody else. */
const mostSessions = 20;

/** Notes a one-time link that was handed out. */
export function offerLink(state: AccessState, digest: string, now: MonotonicMs): AccessState {
  const links = state.links.filter(({ until }) => until > now).slice(-(mostLinks - 1));
  return { ...state, links: [...links, { digest, until: now + linkLife }] };
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
  const links = state.links.filter(({ digest }) => digest !== link);
  return openSession({ ...state, links }, { digest: session, name: starter, role: "operator" }, now);
}

/** Opens a session for twelve hours. */
export function openSession(state: AccessState, session: Omit<Session, "until">, now: MonotonicMs): AccessState {
  const standing = state.sessions.filter(({ until }) => until > now);
  const others = standing.filter(({ name }) => name !== session.name);
  const own = standing.filter(({ name }) => name === session.name).slice(-(mostSessions - 1));
  return { ...state, sessions: [...others, ...own, { ...session, until: now + sessionLife }] };
}

/** The session that stands by this digest; undefined when there is none or it is over. */
export function sessionOf(state: AccessState, digest: string, now: MonotonicMs): Session | undefined {
  return state.sessions.find((session) => session.digest === digest && session.until > now);
}

/** Ends one session. */
export function endSession(state: AccessState, digest: string): AccessState {
  return { ...state, sessions: state.sessions.filter((session) => session.digest !== digest) };
}

/** The same grants by another clock: what is over is left out. Used to keep them where no monotonic time has a meaning. */
export function shiftAccess(state: AccessState, from: MonotonicMs, to: MonotonicMs): AccessState {
  const shift = <T extends { readonly until: MonotonicMs }>(grants: readonly T[]): readonly T[] =>
    grants.filter(({ until }) => until > from).map((grant) => ({ ...grant, until: grant.until - from + to }));
  return { links: shift(state.links), sessions: shift(state.sessions) };
}
