import type { DurationMs, MonotonicMs } from "../time.ts";
import type { Command } from "./command.ts";

/** What a receiver of commands remembers to tell a new one from an old or a repeated one. */
export interface Freshness {
  readonly nonces: readonly { readonly nonce: string; readonly issuedAt: MonotonicMs }[];
  /** Ids of commands taken, while their nonce could still be quoted. */
  readonly taken: readonly { readonly id: string; readonly at: MonotonicMs }[];
}

/** How long a command may quote a nonce, by the receiver's own clock (docs/adr/0008-commands.md). */
export const freshFor: DurationMs = 10_000;

/** A new nonce is issued so often. */
export const nonceEvery: DurationMs = 5_000;

/** No nonce was issued and no command taken. */
export const nothingIssued: Freshness = { nonces: [], taken: [] };

/** Notes a nonce that was just published, and forgets those too old to be quoted. */
export function issueNonce<F extends Freshness>(state: F, nonce: string, now: MonotonicMs): F {
  const fresh = state.nonces.filter(({ issuedAt }) => now - issuedAt <= freshFor);
  const taken = state.taken.filter(({ at }) => now - at <= 2 * freshFor);
  return { ...state, taken, nonces: [...fresh, { nonce, issuedAt: now }] };
}

/** What is old about a command: it quotes another boot, or no nonce that is still fresh, or it was taken before. */
export function staleness(
  { nonces, taken }: Freshness,
  { id, boot, nonce }: Pick<Command, "id" | "boot" | "nonce">,
  ourBoot: string,
  now: MonotonicMs,
): "stale-nonce" | "replayed" | undefined {
  const issued = nonces.find((known) => known.nonce === nonce);
  if (boot !== ourBoot || issued === undefined || now - issued.issuedAt > freshFor) return "stale-nonce";
  return taken.some((known) => known.id === id) ? "replayed" : undefined;
}

/** Notes a command that was taken. */
export function takeOnce<F extends Freshness>(state: F, id: string, now: MonotonicMs): F {
  return { ...state, taken: [...state.taken, { id, at: now }] };
}
