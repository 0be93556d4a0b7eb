import type { Clocks } from "../../core/ports/clock.ts";
import type { Disk } from "../../core/ports/disk.ts";
import type { Link } from "../../core/ports/link.ts";
import type { Rng } from "../../core/ports/rng.ts";
import type { DurationMs } from "../../core/time.ts";
import type { Stored } from "../../core/wire/stored.ts";
import type { PublishRule } from "../books/publish-filter.ts";
import type { BirthProperties } from "../host/birth-properties.ts";
import type { Dictionary } from "../spool/dictionary.ts";
import type { Inheritance } from "../spool/inherit.ts";
import type { SpoolConfig } from "../spool/spool.ts";

/** How a gateway delivers. */
export interface DeliveryConfig {
  readonly region: string;
  readonly site: string;
  /** The credential's name; both client ids begin with it. */
  readonly clientName: string;
  readonly spool: SpoolConfig;
  /**
   * `at-once` sends in parallel with the write to the spool. `after-commit` sends what is on disk, so that after a kill nobody has
   * readings or events the spool does not know: a replay then repeats none.
   */
  readonly publish: "at-once" | "after-commit";
  /** By path; variables without one are sent at each read. */
  readonly deadbands: ReadonlyMap<string, PublishRule>;
  /** No word of ingest for this long, after it had spoken, and the connections are taken for dead. */
  readonly silentAfter: DurationMs;
  /** False in a replay: while the gateway was down the recorded world stood still. */
  readonly restartGap: boolean;
}

/** What delivery reaches the world through. */
export interface DeliveryPorts {
  /** A directory of this gateway's own. */
  readonly disk: Disk;
  readonly sparkplugLink: Link;
  readonly ownLink: Link;
  readonly clocks: Clocks;
  readonly rng: Rng;
}

/** What delivery is opened with. */
export interface DeliveryOptions {
  readonly config: DeliveryConfig;
  readonly ports: DeliveryPorts;
  /** What the numbers of our messages mean; told what those in the spool mean, by boot. */
  readonly dictionary: (earlier: ReadonlyMap<string, Dictionary>) => Dictionary;
  /** What births say of variables beside unit and commons (span, ranges). */
  readonly properties: BirthProperties;
  /** Opens a signed `stored` envelope; undefined when signature, key or shape is wrong. */
  readonly openStored: (payload: Uint8Array) => Stored | undefined;
  /** A command envelope, as it came. */
  readonly onCommand: (payload: Uint8Array) => void;
  /** A nonce that commands may quote from now on. */
  readonly onNonce: (nonce: string) => void;
  /** Told what earlier boots left in the spool before anything of this one is dated. */
  readonly onInherited?: (inheritance: Inheritance) => void;
}
