import type { OpenAir } from "../plants/airshed/street.ts";
import { columnSeries, recordedTable } from "./recorded-table.ts";

/** A fortnight of one street's dust in Aberdeen, every 150 s. Source: sensor.community archive, SDS011 number 15092. */
export const dustRecording = "series/air/luftdaten/2018-10-30_14d_sds011_sensor_15092.csv";

const columns = { time: "timestamp", pm25: "P2", pm10: "P1" } as const;

/** The dust of a recording in the archive's format (times in UTC); undefined when there is none in it. */
export function recordedDust(text: string): OpenAir["recorded"] {
  const table = recordedTable(text, ";");
  const time = table.header.indexOf(columns.time);
  const momentOf = (row: readonly string[]) => Date.parse(`${row[time]}Z`);
  const pm25 = columnSeries(table, columns.pm25, momentOf);
  const pm10 = columnSeries(table, columns.pm10, momentOf);
  return pm25 === undefined || pm10 === undefined ? undefined : { pm25, pm10 };
}
