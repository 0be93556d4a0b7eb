import type { Clocks } from "../core/ports/clock.ts";
import type { Disk } from "../core/ports/disk.ts";
import type { Link } from "../core/ports/link.ts";
import type { Rng } from "../core/ports/rng.ts";
import type { Store } from "../core/ports/store.ts";
import type { Sha256 } from "../core/wire/canonical.ts";
import type { Signer } from "../core/wire/envelope.ts";
import type { SiteBooks } from "./books/books.ts";
import type { IntakeCounts } from "./intake/intake.ts";
import type { Quarantined } from "./intake/quarantine.ts";

/** What ingest works with. */
export interface IngestPorts {
  readonly link: Link;
  readonly store: Store;
  readonly clocks: Clocks;
  readonly rng: Rng;
  /** A directory of our own: definitions and what gateways said are kept there. */
  readonly disk: Disk;
  /** Our key: what we say of durability is believed because of it. */
  readonly signer: Signer;
  readonly sha256: Sha256;
}

/** How ingest is doing, for those who watch it. */
export interface IngestStatus extends Readonly<IntakeCounts> {
  readonly store: "opening" | "open";
  readonly link: "connecting" | "connected";
  /** What is wrong with the broker now, or else what went wrong with the store since something was last stored. */
  readonly trouble: string | undefined;
  readonly generation: number | undefined;
  /** Messages dropped because the store was behind or away; their senders send them again. */
  readonly dropped: number;
  readonly acknowledgements: number;
  /** Rows on their way into the store. */
  readonly waiting: number;
  readonly definitions: number;
  readonly quarantine: readonly Quarantined[];
  readonly quarantineCounts: Readonly<Record<string, number>>;
}

/** A running ingest. */
export interface Ingest extends AsyncDisposable {
  status(): IngestStatus;
  /** The books of one site, or of all. Throws `store-unavailable` while there is no store: no books are not empty books. */
  books(site?: string): SiteBooks[];
}
