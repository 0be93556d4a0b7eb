/** What the measuring process tells the devices. */
export interface DevicesOrder {
  /** Through the Modbus devices, or by an echo on a port of its own. */
  readonly kind: "reflex" | "echo";
  readonly changes: number;
}

/** What the process with the devices tells. */
export type DevicesAnswer =
  /** Where the contact, the relay, and the one that expects an echo listen. */
  | { readonly kind: "listening"; readonly input: number; readonly output: number; readonly echo: number }
  /** ms, one for each change: last byte towards the gateway to first byte back. */
  | { readonly kind: "latencies"; readonly values: readonly number[] }
  | { readonly kind: "failed"; readonly reason: string };
