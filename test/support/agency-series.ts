import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { MeasuredRow } from "./influxd.ts";

const directory = join(
  process.env["HOMEOSTAT_DATA"] ?? join(import.meta.dirname, "../../../shared/data"),
  "series/water/environment_agency",
);

const gauges = [
  { file: "Hebden-Bridge-level-15min-Qualified.csv.gz", device: "hebden-bridge", variable: "level" },
  { file: "Todmorden-Callis-Bridge-level-15min-Qualified.csv.gz", device: "callis-bridge", variable: "level" },
  { file: "Gorple-rainfall-15min-Qualified.csv.gz", device: "gorple", variable: "rain" },
  { file: "Bacup-rainfall-15min-Qualified.csv.gz", device: "bacup", variable: "rain" },
];

/** The four Environment Agency gauges of late summer 2025 as rows of `reading`. Fails when the data folder is absent. */
export function agencyRows(): readonly MeasuredRow[] {
  if (!existsSync(directory)) throw new Error(`${directory} is absent: set HOMEOSTAT_DATA to the folder with series/`);
  return gauges.flatMap(({ file, device, variable }) => {
    const tags = { region: "calder", site: "valley", device, variable, commons: "water" };
    const lines = gunzipSync(readFileSync(join(directory, file)))
      .toString("utf8")
      .trim()
      .split("\n");
    const [header = "", ...body] = lines.map((line) => line.trim());
    const names = header.split(",").map((name) => name.slice(1, -1));
    const [time, value] = [names.indexOf("dateTime"), names.indexOf("value")];
    return body.map((line) => {
      const cells = line.split(",").map((cell) => cell.slice(1, -1));
      return { time: Date.parse(`${cells[time]}Z`), tags, fields: { value: Number(cells[value]) } };
    });
  });
}
