import type { DurationMs, MonotonicMs } from "../../core/time.ts";
import type { Command, CommandResult } from "../../core/wire/command.ts";
import type { SiteView } from "./desk.ts";

/** What a person asks for; the desk adds who, when and the gateway's nonce. */
export type Order = Command["order"];

/** An order that was sent, with every answer so far. */
export interface Pending {
  readonly id: string;
  readonly site: string;
  readonly sentAt: MonotonicMs;
  readonly results: readonly CommandResult[];
}

/** A gateway takes no nonce older than ten seconds; older than this it is not worth sending. */
const nonceLife: DurationMs = 9_000;
/** How long answers are collected: the longest read-back with its travel time. */
export const orderLife: DurationMs = 120_000;

/** Why an order was not even sent. */
export type NotSent = "site-unknown" | "site-silent";

/** Makes the command for an order, or tells why none can be made now. */
export function commandFor(
  request: { region: string; id: string; actor: string; order: Order },
  view: SiteView | undefined,
  now: MonotonicMs,
): Command | NotSent {
  if (view === undefined) return "site-unknown";
  const { nonce } = view;
  if (nonce === undefined || now - nonce.heardAt > nonceLife) return "site-silent";
  const { region, id, actor, order } = request;
  return { id, region, site: view.site, actor, boot: nonce.boot, nonce: nonce.nonce, order };
}

/** Notes an answer; answers to orders that were not ours or are too old are left aside. */
export function withResult(pending: ReadonlyMap<string, Pending>, result: CommandResult): ReadonlyMap<string, Pending> {
  const order = pending.get(result.id);
  if (order === undefined) return pending;
  return new Map(pending).set(result.id, { ...order, results: [...order.results, result] });
}

/** Forgets orders whose answers are no longer awaited. */
export function withoutOld(pending: ReadonlyMap<string, Pending>, now: MonotonicMs): ReadonlyMap<string, Pending> {
  return new Map([...pending].filter(([, { sentAt }]) => now - sentAt <= orderLife));
}

/** Tells whether an answer ends an order: nothing follows it but a later superseding. */
export function isFinal({ state }: CommandResult): boolean {
  return state === "executed" || state === "refused" || state === "unknown" || state === "superseded";
}
