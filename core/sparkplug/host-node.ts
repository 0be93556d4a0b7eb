import type { DurationMs, EpochMs, MonotonicMs } from "../time.ts";
import type { Outgoing } from "./state.ts";
import type { SparkplugTopic } from "./topics.ts";
import type { Payload } from "./types.ts";

/** How patient a host is. */
export interface HostConfig {
  /** How long a message out of order waits for those before it. Source: tck-id-operational-behavior-host-reordering-param. */
  readonly reorderTimeout: DurationMs;
  /** One edge node is asked for births at most this often. */
  readonly rebirthInterval: DurationMs;
  /** Messages of one edge node kept for reordering; one more ends the wait. */
  readonly longestWait: number;
}

/** How patient a host is unless it says otherwise. */
export const usualHost: HostConfig = { reorderTimeout: 3_000, rebirthInterval: 10_000, longestWait: 64 };

/** A message as it came. */
export interface Heard {
  readonly topic: SparkplugTopic;
  readonly payload: Uint8Array;
}

/** A message that came too early. */
export type Held = Heard & { readonly seq: number };

/** What a host knows of one edge node's session. */
export type NodeSession =
  /** No birth heard yet. */
  { readonly kind: "unknown" } | { readonly kind: "offline"; readonly since: EpochMs } | OnlineSession;

/** The session of a node that is born and not dead. */
export interface OnlineSession {
  readonly kind: "online";
  readonly bdSeq: number | undefined;
  /** The sequence number the next message must have. */
  readonly next: number;
  /** Whether each device that was born is alive. */
  readonly devices: ReadonlyMap<string, boolean>;
  /** Messages that came too early. */
  readonly held: readonly Held[];
  /** When the wait for the missing ones ends. */
  readonly deadline?: MonotonicMs;
  /** The last message in order, to know its duplicate. */
  readonly last: Uint8Array;
}

/** One edge node as a host sees it. */
export interface HostNode {
  readonly session: NodeSession;
  readonly askedAt?: MonotonicMs;
  /** A request that waits for its interval. */
  readonly asks: boolean;
}

/** What happens to a host's view of one edge node. */
export type HostInput =
  | ({ readonly kind: "message" } & Heard)
  /** Time has passed: see `hostDeadline`. */
  | { readonly kind: "tick" }
  /** Data named an alias that no birth has declared. */
  | { readonly kind: "unknownAlias" }
  /** Our own connection began anew: we cannot know what we missed. */
  | { readonly kind: "reconnected" };

/** What is to be done or told after a step, in this order. */
export type HostEffect =
  /** In order, of a live device or node. */
  | ({ readonly kind: "data" } & Heard)
  | { readonly kind: "birth"; readonly topic: SparkplugTopic; readonly birth: Payload }
  /** The device, or the node with all its devices, is offline and all its metrics are stale from `at` on. */
  | { readonly kind: "offline"; readonly device?: string; readonly at: EpochMs }
  | { readonly kind: "publish"; readonly message: Outgoing }
  /** The wait for missing messages is over; what was held was handed on. */
  | { readonly kind: "gap"; readonly missing: number }
  | { readonly kind: "refused"; readonly topic: SparkplugTopic; readonly detail: string };

/** What a step leads to. */
export interface HostStep {
  readonly node: HostNode;
  readonly effects: readonly HostEffect[];
}

/** What a step is made in. */
export interface HostContext {
  readonly config: HostConfig;
  readonly edge: { readonly group: string; readonly edgeNode: string };
  /** Both clocks: the world's for what is said, the I/O clock for waiting. */
  readonly now: { readonly world: EpochMs; readonly io: MonotonicMs };
}
