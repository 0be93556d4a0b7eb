/** What the measuring process tells the generator. */
export type LoadOrder =
  /** Connect all sites to a broker and keep to it. */
  | { readonly kind: "connect"; readonly port: number; readonly perMessage: number }
  | { readonly kind: "send" }
  /** So many readings, of all that were sent, have arrived for good. */
  | Arrived
  /** Stop, and say how much was sent. */
  | { readonly kind: "rest" };

interface Arrived {
  readonly kind: "arrived";
  readonly readings: number;
}

export type LoadAnswer = { readonly kind: "connected" } | { readonly kind: "sent"; readonly readings: number };

/** What a hub is started as: broker and ingest with the embedded store, or broker and a subscriber that only counts. */
export interface HubStart {
  readonly subscriber: "ingest" | "counter";
  /** An empty directory. */
  readonly directory: string;
  readonly perMessage: number;
}

/** What the measuring process tells a hub: to check that exactly so many readings have arrived. */
export interface HubOrder {
  readonly kind: "audit";
  readonly readings: number;
}

export type HubAnswer =
  | { readonly kind: "ready"; readonly port: number }
  | Arrived
  | { readonly kind: "audited" }
  | { readonly kind: "failed"; readonly reason: string };

/** Tells the process that started this one. */
export function tell(answer: LoadAnswer | HubAnswer): void {
  process.send?.(answer);
}
