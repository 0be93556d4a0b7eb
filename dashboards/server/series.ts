import { qualityCode } from "../../core/quality.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import { type Ask, quoted } from "./why.ts";

/** One variable, and from when to when it is drawn on how many points. */
export interface SeriesAsked {
  readonly site: string;
  readonly device: string;
  readonly variable: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly points: number;
}

/** Readings as columns of equal length. */
export interface SeriesColumns {
  /** `readings` as stored, or `buckets` of `width` ms, each at its beginning. */
  readonly form: "readings" | "buckets";
  readonly width: DurationMs | null;
  readonly time: readonly number[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
  /** How many values. */
  readonly count: readonly number[];
  /** The worst; null where nothing was stored. */
  readonly quality: readonly (number | null)[];
}

type Row = Readonly<Record<string, unknown>>;

/** Splits `site/device/variable`. */
export function splitPath(path: string): { readonly site: string; readonly device: string; readonly variable: string } {
  const [site = "", device = "", variable = ""] = path.split("/");
  return { site, device, variable };
}

/**
 * What a chart of so many points draws: the readings themselves where there are at most twice as many, so that none of them is
 * lost and none of the lines between them is broken; else buckets that each hold two readings or more on average. A bucket in
 * which nothing was stored is null: a gap stays a gap.
 */
export async function seriesOf(asked: SeriesAsked, ask: Ask): Promise<SeriesColumns> {
  const where = whereOf(asked);
  const limit = 2 * asked.points;
  const readings = async (): Promise<SeriesColumns> => {
    const rows = await ask(`SELECT value, quality FROM reading WHERE ${where} ORDER BY time DESC LIMIT ${limit}`);
    return columnsOf("readings", null, rows.map(readingRow).reverse());
  };
  // Over a long time a count costs as much as the buckets, which count as well.
  const isLong = asked.to - asked.from > longTime;
  if (!isLong) {
    const [counted = {}] = await ask(`SELECT count(value) AS a, count(quality) AS b FROM reading WHERE ${where}`);
    if (rowsIn(counted) <= limit) return readings();
  }
  const width = Math.ceil((asked.to - asked.from) / asked.points);
  const columns =
    "min(value) AS low, max(value) AS high, mean(value) AS middle, count(value) AS a, min(quality) AS q, count(quality) AS b";
  const rows = await ask(`SELECT ${columns} FROM reading WHERE ${where} GROUP BY time(${width}ms) fill(null)`);
  if (isLong && rows.reduce((sum, row) => sum + rowsIn(row), 0) <= limit) return readings();
  return columnsOf("buckets", width, rows.map(bucketRow));
}

const longTime: DurationMs = 2 * 86_400_000;

/** How many rows were counted: a good reading may be stored without a quality, a bad one is without a value. */
function rowsIn(row: Row): number {
  return Math.max(numberIn(row, "a") ?? 0, numberIn(row, "b") ?? 0);
}

/** The condition that finds the rows of one variable in a time, without its `WHERE`. */
export function whereOf({ site, device, variable, from, to }: Omit<SeriesAsked, "points">): string {
  const tags = `site = ${quoted(site)} AND device = ${quoted(device)} AND variable = ${quoted(variable)}`;
  return `${tags} AND time >= ${from}ms AND time <= ${to}ms`;
}

interface Point {
  readonly time: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly count: number;
  readonly quality: number | null;
}

function readingRow(row: Row): Point {
  const value = numberIn(row, "value");
  const quality = numberIn(row, "quality") ?? qualityCode.good;
  return { time: timeIn(row), min: value, max: value, mean: value, count: value === null ? 0 : 1, quality };
}

function bucketRow(row: Row): Point {
  const count = numberIn(row, "a") ?? 0;
  const told = numberIn(row, "b") ?? 0;
  const quality = told > 0 ? numberIn(row, "q") : count > 0 ? qualityCode.good : null;
  return {
    time: timeIn(row),
    min: numberIn(row, "low"),
    max: numberIn(row, "high"),
    mean: numberIn(row, "middle"),
    count,
    quality,
  };
}

function columnsOf(form: SeriesColumns["form"], width: DurationMs | null, points: readonly Point[]): SeriesColumns {
  const column = <K extends keyof Point>(name: K): Point[K][] => points.map((point) => point[name]);
  return {
    form,
    width,
    time: column("time"),
    min: column("min"),
    max: column("max"),
    mean: column("mean"),
    count: column("count"),
    quality: column("quality"),
  };
}

const timeIn = (row: Row): number => Number(row["time"]);

function numberIn(row: Row, name: string): number | null {
  const value = row[name];
  return typeof value === "number" ? value : null;
}
