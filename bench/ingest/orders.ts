/** What the measuring process tells the generator. */
export type LoadOrder =
  /** Connect all sites to a broker and keep to it. */
  | { readonly kind: "connect"; readonly port: number; readonly perMessage: number }
  | { readonly kind: "send" }
  | { readonly kind: "pace"; readonly paused: boolean }
  /** Stop, and say how much was sent. */
  | { readonly kind: "rest" };

export type LoadAnswer = { readonly kind: "connected" } | { readonly kind: "sent"; readonly readings: number };

/** What a hub is started as: broker and ingest with the embedded store, or broker and a subscriber that only counts. */
export interface HubStart {
  readonly subscriber: "ingest" | "counter";
  /** An empty directory. */
  readonly directory: string;
  readonly perMessage: number;
}

/** What the measuring process tells a hub: to say when so many readings, of all since its start, have arrived, or to check it. */
export interface HubOrder {
  readonly kind: "await" | "audit";
  readonly readings: number;
}

export type HubAnswer =
  | { readonly kind: "ready"; readonly port: number }
  /** More than it can store: the load is to wait, or go on. */
  | { readonly kind: "pace"; readonly paused: boolean }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly reason: string };

/** Tells the process that started this one. */
export function tell(answer: LoadAnswer | HubAnswer): void {
  process.send?.(answer);
}
