import type { BootCounts, Register } from "./register.ts";
import type { Announced, StreamCounts } from "./stream.ts";

/** The books of one boot as ingest sees them. */
export interface BootBooks {
  readonly boot: string;
  /**
   * Reads made, as its gateway said last. Null where that is not known: after ingest was killed, until the boot's next message,
   * if more of it is stored than was said when the counts were last kept.
   */
  readonly measured: number | null;
  readonly folded: number | null;
  readonly superseded: number | null;
  /**
   * Readings that were given a number: measured without folded and superseded, or what came in where that is more; of a boot
   * that has ended, what its gateway kept and what came in beyond.
   */
  readonly assigned: number;
  /** Stored as rows. */
  readonly stored: number;
  /** Durably refused, with a gap record by ingest. */
  readonly refused: number;
  /** Covered by a gap record of the gateway. */
  readonly gaps: number;
  /** Numbered and neither stored, refused nor covered: in the spool, on the way, or in ingest's memory. */
  readonly inFlight: number;
  /** Numbers beyond what the gateway says it has read: must be 0. */
  readonly unexplained: number;
  readonly events: StreamCounts;
}

/** The books of one site, boot by boot. */
export interface SiteBooks {
  readonly region: string;
  readonly site: string;
  readonly boots: readonly BootBooks[];
}

/** Sets what the gateways say of their counts against the register; of one site or of all. */
export function booksOf(register: Register, site?: string): SiteBooks[] {
  const sites = register.sites().filter((one) => site === undefined || one.site === site);
  return sites.map((one) => ({ ...one, boots: register.counts(one.region, one.site).map(bootBooks) }));
}

function bootBooks({ boot, readings, events, ...counts }: BootCounts): BootBooks {
  const announced = isOutdated(counts.announced, readings.last) ? undefined : counts.announced;
  const numbered = Math.max(readings.last + 1, announced?.assigned ?? 0);
  const said = announced === undefined ? numbered : announced.measured - announced.folded - announced.superseded;
  const assigned = readings.closed ?? Math.max(numbered, said);
  return {
    boot,
    measured: announced?.measured ?? null,
    folded: announced?.folded ?? null,
    superseded: announced?.superseded ?? null,
    assigned,
    stored: readings.stored,
    refused: readings.refused,
    gaps: readings.gaps,
    inFlight: assigned - readings.durable,
    unexplained: Math.max(0, numbered - said),
    events,
  };
}

/** What was kept from before a restart says nothing of what has come in since. */
function isOutdated(announced: Announced | undefined, last: number): boolean {
  return announced?.isOld === true && announced.assigned <= last;
}
