import { existsSync } from "node:fs";
import { AppError } from "../../core/errors.ts";
import { readRecordedFile } from "../../gateway/drivers/replay/io/recorded-file.ts";
import type { RecordedRow } from "../../gateway/drivers/replay/row-parser.ts";
import { type OnSkipped, recordedRows } from "../../gateway/drivers/replay/rows.ts";
import { recordedFilePlaces } from "../../gateway/site/load-replay.ts";
import type { ReplayConfig } from "../../gateway/site/replay-schema.ts";

/** The rows of a map's files, from the first at each call. Throws AppError `recording-invalid` when a file is nowhere. */
export function recordingOf({ path, file }: ReplayConfig): (onSkipped?: OnSkipped) => AsyncGenerator<RecordedRow> {
  const files = file.files.map((recorded) => ({ ...recorded, file: placeOf(path, recorded.file) }));
  return (onSkipped) => recordedRows(files, readRecordedFile, onSkipped);
}

function placeOf(map: string, file: string): string {
  const places = recordedFilePlaces(map, file, process.env["HOMEOSTAT_DATA"]);
  const place = places.find((candidate) => existsSync(candidate));
  if (place !== undefined) return place;
  throw new AppError(
    "recording-invalid",
    `${file} is neither at ${places.join(" nor at ")}; name its folder with HOMEOSTAT_DATA, or put it beside ${map}. Recordings are not part of homeostat: the head of a map in examples says where they come from`,
  );
}
