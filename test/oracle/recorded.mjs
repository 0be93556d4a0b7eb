import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Fields of one CSV line; a quoted field may hold commas and doubled quotes. */
function fieldsOf(line) {
  if (!line.includes('"')) return line.split(",");
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );
}

const files = new Map();

/** The records of a file, as fields; the first is its header. Each file is read once. */
function recordsOf(file) {
  const known = files.get(file);
  if (known !== undefined) return known;
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const records = text
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .map(fieldsOf);
  files.set(file, records);
  return records;
}

/** The moment that a row tells: one text or date and time as in ISO 8601, or year, month, day and hour. */
function momentOf(texts, offsetHours) {
  if (texts.length === 4) {
    const [year, month, day, hour] = texts.map(Number);
    return Date.UTC(year, month - 1, day, hour - offsetHours);
  }
  const moment = texts.join("T").replace(" ", "T");
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/.test(moment);
  return Date.parse(hasOffset ? moment : `${moment}Z`) - (hasOffset ? 0 : offsetHours * 3_600_000);
}

function measuredIn(text, noData) {
  const isNoData = noData.some((code) => (typeof code === "number" ? Number(text) === code : text === code));
  if (text === "" || isNoData) return null;
  const value = Number(text);
  if (Number.isNaN(value)) throw new Error(`${text} is no number`);
  return value;
}

/** What was measured: [epoch ms, value or null], in the order of the files. */
export function measured({ file, time, value, offsetHours = 0, noData = [] }) {
  return [file].flat().flatMap((path) => {
    const [names, ...records] = recordsOf(path);
    const indexOf = (name) => {
      if (!names.includes(name)) throw new Error(`${path} has no column ${name}`);
      return names.indexOf(name);
    };
    const times = [time].flat().map(indexOf);
    const valueAt = indexOf(value);
    return records.map((fields) => {
      const texts = times.map((index) => fields[index]);
      const at = momentOf(texts, offsetHours);
      if (Number.isNaN(at)) throw new Error(`${path}: no time ${texts.join(" ")}`);
      return [at, measuredIn(fields[valueAt], noData)];
    });
  });
}
