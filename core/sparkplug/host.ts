import { earliest, type MonotonicMs } from "../time.ts";
import type { HostConfig, HostContext, HostInput, HostNode, HostStep } from "./host-node.ts";
import { Round } from "./host-round.ts";

/** An edge node nothing was heard of. */
export const unknownNode: HostNode = { session: { kind: "unknown" }, asks: false };

/** When `tick` is due; undefined when nothing waits. */
export function hostDeadline(node: HostNode, config: HostConfig): MonotonicMs | undefined {
  const reorder = node.session.kind === "online" ? node.session.deadline : undefined;
  const ask = node.asks ? (node.askedAt ?? 0) + config.rebirthInterval : undefined;
  return earliest(reorder, ask);
}

/**
 * One step of a host application's view of one edge node.
 * Source: Sparkplug 3.0.0, chapter 5; clause by clause in docs/protocols/sparkplug.md.
 */
export function stepHost(node: HostNode, input: HostInput, context: HostContext): HostStep {
  const round = new Round(node, context);
  if (input.kind === "message") round.message(input);
  else if (input.kind === "tick") round.tick();
  else {
    if (input.kind === "reconnected") round.session = { kind: "unknown" };
    round.ask();
  }
  return { node: round.node(), effects: round.effects };
}
