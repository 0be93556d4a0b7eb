import type { EpochMs } from "../../core/time.ts";
import type { MeasuredStreet } from "../plants/microgrid/street.ts";
import type { Series } from "../plants/series.ts";
import { columnSeries, recordedTable } from "./recorded-table.ts";

/** Half a year of a home near Sydney and of its panels, every half hour. Source: Ausgrid solar home data, customer 12. */
export const sunnyHome = "series/energy/ausgrid_home/customer12_2011-07_2011-12.csv";
/** Nine days of a home near Paris, every minute. Source: UCI data set 235, individual household electric power consumption. */
export const busyHome = "series/energy/uci_household/household_power_consumption.2006-12-16_25.csv";

/** Rated power of the panels near Sydney, kW. */
const sydneyPanels = 1.04;

const isoMoment = ([time = ""]: readonly string[]): EpochMs => Date.parse(`${time.replace(" ", "T")}Z`);
const dayFirst = ([time = ""]: readonly string[]): EpochMs =>
  Date.parse(time.replace(/^(\d+)\/(\d+)\/(\d+) (.*)$/, "$3-$2-$1T$4Z"));

/** What these recordings tell of homes and sun. Times are those of the clocks where they were measured. */
export function recordedStreet(texts: ReadonlyMap<string, string>): MeasuredStreet {
  const sydney = recordedTable(texts.get(sunnyHome) ?? "", ",");
  const paris = recordedTable(texts.get(busyHome) ?? "", ",");
  const homes = [columnSeries(sydney, "GC", isoMoment), columnSeries(paris, "Global_active_power", dayFirst)].filter(
    (series): series is Series => series !== undefined,
  );
  const sun = columnSeries(sydney, "GG", isoMoment);
  return {
    ...(homes.length === 0 ? {} : { homeSeries: homes }),
    ...(sun === undefined ? {} : { sunSeries: { ...sun, values: sun.values.map((kW) => kW / sydneyPanels) } }),
  };
}
