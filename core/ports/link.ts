import type { DurationMs } from "../time.ts";

/** How often a connection shows that it lives when nothing else is sent. */
export const defaultKeepalive: DurationMs = 10_000;

/** A last will: what the broker publishes for us when the connection ends without a clean goodbye. */
export interface Will {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** One MQTT message as it arrives. `retained` says that the broker had kept it from before the subscription. */
export interface LinkMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
}

/** What one connection is opened with. Callbacks run one at a time and never before `connect` has resolved. */
export interface LinkOptions {
  readonly clientId: string;
  readonly will?: Will;
  /** Default `defaultKeepalive`. */
  readonly keepalive?: DurationMs;
  readonly onMessage: (message: LinkMessage) => void;
  /** Once, when the connection ended and not by our own `close`. */
  readonly onClose: (reason: string) => void;
}

/** A way to a broker. It holds address and credentials; reconnecting, with back-off, is the caller's. */
export interface Link {
  /** One try. Rejects with AppError `link-refused`, `link-untrusted` or `link-lost`. Always a clean session. */
  connect(options: LinkOptions): Promise<LinkSession>;
}

/** One connection. After its end every call rejects with AppError `link-lost`; nothing is queued for a later one. */
export interface LinkSession {
  /** QoS 0 resolves when handed to the socket, QoS 1 when the broker acknowledged (which is not durability). */
  publish(topic: string, payload: Uint8Array, options: { qos: 0 | 1; retain: boolean }): Promise<void>;
  /** Resolves when the broker granted all filters; rejects with `link-refused` when it denied one. */
  subscribe(filters: readonly { topic: string; qos: 0 | 1 }[]): Promise<void>;
  /** Bytes waiting in the socket: the measure for back-pressure. */
  readonly bufferedBytes: number;
  /** `clean` says goodbye (the broker drops the will); `abrupt` cuts the connection (the broker publishes it). */
  close(how: "clean" | "abrupt"): Promise<void>;
}
