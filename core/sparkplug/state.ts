import { z } from "zod";
import type { EpochMs } from "../time.ts";
import { stateTopic } from "./topics.ts";

/** A message to publish, or to leave as a will. */
export interface Outgoing {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** Whether a host application is online. */
export interface HostOnline {
  readonly online: boolean;
  readonly timestamp: EpochMs;
}

const schema = z.object({ online: z.boolean(), timestamp: z.number().int().nonnegative() });
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a STATE message; undefined when it is none, as the ONLINE and OFFLINE of version 2.2 are not. */
export function decodeState(payload: Uint8Array): HostOnline | undefined {
  try {
    const state = schema.safeParse(JSON.parse(utf8.decode(payload)));
    return state.success ? state.data : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A host's birth or death certificate. The will and the birth of one connection carry the same time, that of its CONNECT;
 * a death published before a clean end carries the time of that.
 * Source: Sparkplug 3.0.0, tck-id-host-topic-phid-birth-payload-timestamp.
 */
export function stateMessage(host: string, state: HostOnline): Outgoing {
  const { online, timestamp } = state;
  const payload = new TextEncoder().encode(JSON.stringify({ online, timestamp }));
  return { topic: stateTopic(host), payload, qos: 1, retain: true };
}

/**
 * What a host in a session begun at `connectedAt` answers to a STATE message on its own topic: its birth again when the
 * message denies that it is online, else nothing.
 * Source: tck-id-message-flow-hid-sparkplug-state-message-delivered.
 */
export function answerOwnState(host: string, connectedAt: EpochMs, payload: Uint8Array): Outgoing | undefined {
  const state = decodeState(payload);
  return state?.online === true ? undefined : stateMessage(host, { online: true, timestamp: connectedAt });
}
