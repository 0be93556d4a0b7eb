import type { DurationMs, EpochMs } from "../../core/time.ts";

/** What a board stands on when it is asked: the time shown, the width of a bucket, and its variables' values. */
export interface BoardMoment {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly interval: DurationMs;
  /** More than one value as a list; everything as `.*`. */
  readonly variables: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * A query as Grafana sends it: `$timeFilter` and `$__interval` by its server, variables by its page (special characters of
 * regular expressions escaped, several values as one group). Source: grafana/grafana, influxdb plug-in, query.go and datasource.ts.
 */
export function asSent(query: string, { from, to, interval, variables }: BoardMoment): string {
  const bound = query
    .replaceAll("$timeFilter", `time >= ${from}ms and time <= ${to}ms`)
    .replaceAll("$__interval_ms", String(interval))
    .replaceAll("$__interval", durationText(interval));
  return bound.replaceAll(/\$([a-z]+)/g, (whole, name: string) => {
    const value = variables[name];
    return value === undefined ? whole : variableText(value);
  });
}

function variableText(value: string | readonly string[]): string {
  if (value === ".*") return value;
  return typeof value === "string" ? escaped(value) : `(${value.map(escaped).join("|")})`;
}

function escaped(value: string): string {
  return value.replaceAll(/[\\^$*+?.()|[\]{}/]/g, String.raw`\$&`);
}

function durationText(ms: DurationMs): string {
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/** The names of the variables in a text: `$site`, `[[site]]` and braces with or without a format. */
export function variablesIn(text: string): readonly string[] {
  const found = [...text.matchAll(/\$([A-Za-z_]\w*)|\$\{([A-Za-z_][\w.]*)(?::\w+)?\}|\[\[(\w+)/g)];
  return found.map(([, plain, braced, bracketed]) => plain ?? braced ?? bracketed ?? "");
}
