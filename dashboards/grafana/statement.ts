/** What one statement asks, apart from the places and the time that every statement is bound to. */
export interface Asked {
  /** Columns as written after SELECT. */
  readonly select: string;
  readonly from: string;
  /** Further conditions, each put in parentheses. */
  readonly where?: readonly string[];
  readonly groupBy?: readonly string[];
  /** With buckets of time: what empty ones get. */
  readonly fill?: "null" | "none";
  /** How long a bucket is, such as `1m`; otherwise as long as the plot is wide enough for. */
  readonly every?: string;
  readonly tail?: string;
}

/** The rows of the regions chosen. */
export const inRegion = `"region" =~ /^$region$/`;
/** The rows of the sites chosen. */
export const atSites = [inRegion, `"site" =~ /^$site$/`];
/** Alarms of the sites chosen, and the region's own alarms about them: those name the site as their device. */
export const aboutSites = [inRegion, `"site" =~ /^$site$/ OR "device" =~ /^$site$/`];

/** A statement bound to the region, to sites (unless `where` says otherwise) and to the time of the board. */
export function statement(
  { select, from, where = [], groupBy = [], fill, every = "$__interval", tail }: Asked,
  places: readonly string[] = atSites,
): string {
  const conditions = [...places, ...where].map((condition) =>
    condition.includes(" OR ") ? `(${condition})` : condition,
  );
  const tags = groupBy.map((tag) => `"${tag}"`);
  const groups = fill === undefined ? tags : [`time(${every})`, ...tags];
  return [
    `SELECT ${select} FROM "${from}" WHERE ${[...conditions, "$timeFilter"].join(" AND ")}`,
    ...(groups.length === 0 ? [] : [`GROUP BY ${groups.join(", ")}`]),
    ...(fill === undefined ? [] : [`fill(${fill})`]),
    ...(tail === undefined ? [] : [tail]),
  ].join(" ");
}

/** Any of these paths `device/variable` as one condition. */
export function isOneOf(paths: readonly string[]): string {
  return paths.map((path) => `(${isPath(path)})`).join(" OR ");
}

function isPath(path: string): string {
  const [device = "", variable = ""] = path.split("/");
  return `"device" = '${device}' AND "variable" = '${variable}'`;
}
