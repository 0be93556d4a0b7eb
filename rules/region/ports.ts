import type { Clocks } from "../../core/ports/clock.ts";
import type { Disk } from "../../core/ports/disk.ts";
import type { Link } from "../../core/ports/link.ts";
import type { Rng } from "../../core/ports/rng.ts";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import type { Signer, Verifier } from "../../core/wire/envelope.ts";
import type { TrustedKeys } from "../../core/wire/offered.ts";
import type { RegionFile } from "./file/schema.ts";
import type { Notify } from "./people/journal.ts";
import type { RegionStatus, SiteStatus } from "./status.ts";

/** What the region works with. */
export interface RegionPorts {
  readonly link: Link;
  /** A directory of our own. */
  readonly disk: Disk;
  readonly clocks: Clocks;
  readonly rng: Rng;
  /** The keys whose `stored` is believed. */
  readonly ingestKeys: Verifier;
  /** Whose orders are believed. */
  readonly commandKeys: TrustedKeys;
  /** The key of each site's gateway: whoever answers in its name must have signed with it. */
  readonly siteKeys: ReadonlyMap<string, Verifier>;
  /** Signs what the region answers. */
  readonly signer: Signer;
  readonly notify: Notify;
}

/** Who the region is at the broker, and its file. */
export interface RegionHostConfig {
  /** Also the name of the credential. */
  readonly hostId: string;
  readonly file: RegionFile;
}

/** A running region. */
export interface Region extends AsyncDisposable {
  /** The newest values of every site, known from the file or heard of. */
  latest(): ReadonlyMap<string, SiteStatus>;
  /** Silent sites and what has climbed beyond its site. */
  alarms(): readonly StandingAlarm[];
  status(): RegionStatus;
}
