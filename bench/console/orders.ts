/** What the measuring process tells the server of a console benchmark. */
export interface ConsoleOrder {
  readonly kind: "feed";
  /** Messages of `perMessage` readings a second; 0 stops. */
  readonly messages: number;
}

/** What that server tells. */
export type ConsoleAnswer =
  | { readonly kind: "ready"; readonly console: string; readonly bare: string; readonly address: string }
  | { readonly kind: "fed"; readonly readings: number; readonly took: number }
  | { readonly kind: "failed"; readonly reason: string };

/** What is in the store: the year of one variable, an hour of each chart, or nothing. */
export type Recorded = "year" | "hour" | "nothing";

/** Readings in one message. */
export const perMessage = 20;
/** Sites that send, and messages each site's variables are spread over. */
export const siteCount = 50;
export const devicesPerSite = 5;
/** The site whose only variable tells when it was measured. */
export const probeSite = "probe";
/** A site with so many variables that each have a chart on its page. */
export const chartSite = "charts";
export const chartCount = 50;
/** The variable of such a chart, `DEVICE/VARIABLE`. */
export const chartPath = (index: number): string => `site/chart-${index + 1}`;
/** The variable with a year of one-minute data. */
export const yearPath = "probe/site/year";
/** How many rows that is. */
export const yearRows = 525_600;

/** ms in which the value of the probe comes round: it is the time of day in seconds, modulo this. */
export const probeRound = 100_000;

/** The value of the year at its minute: a tide, a season and some noise, the same in every run. */
export function yearValue(minute: number): number {
  const noise = ((minute * 7919) % 101) / 500;
  return Math.round((Math.sin(minute / 118) + 2 * Math.sin(minute / 83_000) + noise) * 1_000) / 1_000;
}
