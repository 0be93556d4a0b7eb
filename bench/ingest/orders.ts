/** What the measuring process tells the generator. */
export type LoadOrder =
  /** Connect all sites to a broker and keep to it. */
  | { readonly kind: "connect"; readonly port: number; readonly perMessage: number }
  /** Make so many readings, or a few more, and keep them. */
  | { readonly kind: "make"; readonly readings: number }
  /** Send what was made, or that and then more without an end. */
  | { readonly kind: "send"; readonly what: "made" | "all" }
  /** So many readings, of all that were sent, have arrived for good. */
  | Arrived
  /** Stop, and say how much was sent. */
  | { readonly kind: "rest" };

interface Arrived {
  readonly kind: "arrived";
  readonly readings: number;
}

/** What a generator of load tells. */
export type LoadAnswer =
  | { readonly kind: "connected" }
  /** So many readings were made since the start. */
  | { readonly kind: "made"; readonly readings: number }
  | { readonly kind: "sent"; readonly readings: number };

/** What a hub is started as: broker and ingest, or broker and a subscriber that only counts. */
export interface HubStart {
  readonly subscriber: "ingest" | "counter";
  /** Address of the InfluxDB that ingest stores in; without it in the embedded store. */
  readonly influx?: string;
  /** Port of a broker of its own that everybody may use; without it the embedded broker runs beside the subscriber. */
  readonly broker?: number;
  /** An empty directory. */
  readonly directory: string;
  readonly perMessage: number;
}

/** What the measuring process tells a hub: to check that exactly so many readings have arrived. */
export interface HubOrder {
  readonly kind: "audit";
  readonly readings: number;
}

/** What a hub tells. */
export type HubAnswer =
  | { readonly kind: "ready"; readonly port: number }
  | Arrived
  | { readonly kind: "audited" }
  | { readonly kind: "failed"; readonly reason: string };

/** Tells the process that started this one. */
export function tell(answer: LoadAnswer | HubAnswer): void {
  process.send?.(answer);
}
