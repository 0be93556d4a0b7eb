import type { EpochMs } from "../../core/time.ts";
import type { ResultCounts } from "./orders/results.ts";
import type { LatestValue } from "./sites/site-view.ts";

/** One site as the region knows it. */
export interface SiteStatus {
  readonly online: boolean | undefined;
  /** Its session ended then; everything of it is unknown since. */
  readonly unknownSince: EpochMs | undefined;
  readonly silentSince: EpochMs | undefined;
  readonly values: ReadonlyMap<string, LatestValue>;
}

/** How the region is doing, for those who watch it. */
export interface RegionStatus {
  readonly boot: string;
  readonly link: "connecting" | "connected";
  /** What is wrong with the broker now, or else what last went wrong since the connection; undefined when nothing did. */
  readonly trouble: string | undefined;
  /** Events no store has confirmed, messages to people not yet taken. */
  readonly eventsWaiting: number;
  readonly notificationsWaiting: number;
  /** Own messages that could not be read. */
  readonly unreadable: number;
  readonly sparkplug: { readonly gaps: number; readonly refused: number };
  readonly results: ResultCounts;
}
