/** What a gateway of a benchmark is started with. */
export interface GatewayStart {
  /** Holds site.yaml and a folder of keys, see `prepareGateway`. */
  readonly directory: string;
  /** Where a broker listens, or does not. */
  readonly mqttPort: number;
}

/** Any order asks for the memory. */
export type GatewayAnswer =
  | { readonly kind: "ready" }
  /** Bytes. */
  | { readonly kind: "memory"; readonly rss: number }
  | { readonly kind: "failed" };
