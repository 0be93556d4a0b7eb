import { existsSync, readFileSync } from "node:fs";

/** The files of one truth, the oldest first: it starts anew when it is long, and keeps those before under a number. */
function filesOf(path) {
  const older = [];
  for (let number = 1; existsSync(`${path}.${number}`); number += 1) older.unshift(`${path}.${number}`);
  return [...older, path];
}

/** The lines that tell of the plant or of a fault; those of what devices show are far more. */
function linesOf(file) {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line.includes('"plant"') || line.includes('"fault"')).map((line) => JSON.parse(line));
}

/** What a world wrote down of itself between two moments: its plant, and when which device broke or was mended. */
export function truthOf(path, { from, to }) {
  const lines = filesOf(path)
    .flatMap(linesOf)
    .filter(({ at }) => at >= from && at <= to);
  return {
    plants: lines.flatMap(({ plant }) => plant ?? []),
    faults: lines.flatMap(({ at, device, fault }) =>
      fault === undefined ? [] : [{ at, device, kind: fault.kind ?? fault }],
    ),
  };
}
