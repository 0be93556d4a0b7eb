/** What became of a message. */
export type Outcome =
  | { readonly kind: "taken"; readonly rows: number }
  | { readonly kind: "duplicate" }
  /** The register would grow past its bound; what comes first in order must come first. */
  | { readonly kind: "out-of-order" }
  | { readonly kind: "quarantined"; readonly reason: string };
