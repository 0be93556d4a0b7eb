import type { Panel, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Cell } from "./frames.ts";

/** How one field is shown: the panel's defaults, and over them what an override says of the field. */
export interface Shown {
  readonly displayName?: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly color?: string;
  readonly mappings: readonly ValueMapping[];
  readonly custom: Readonly<Record<string, unknown>>;
}

/** What a panel says of a field by name, by pattern or by its query. */
export function shownOf({ fieldConfig }: Panel, name: string, refId: string): Shown {
  const { defaults, overrides = [] } = fieldConfig ?? { defaults: {} };
  const said = overrides
    .filter(({ matcher }) => matches(matcher.id, String(matcher.options), name, refId))
    .flatMap(({ properties }) => properties);
  const own = Object.fromEntries(
    said.filter(({ id }) => !id.startsWith("custom.")).map(({ id, value }) => [id, value]),
  );
  const custom = said.filter(({ id }) => id.startsWith("custom.")).map(({ id, value }) => [id.slice(7), value]);
  // An override's value is unknown to the kit: what it is follows from the name of the property.
  const { unit, decimals, mappings = [] } = { ...defaults, ...own } as unknown as Partial<Shown>;
  const color = (own["color"] as { fixedColor?: string } | undefined)?.fixedColor;
  return {
    ...{ mappings, custom: { ...defaults.custom, ...Object.fromEntries(custom) } },
    ...(unit === undefined ? {} : { unit }),
    ...(decimals === undefined ? {} : { decimals }),
    ...(color === undefined ? {} : { color }),
    ...(own["displayName"] === undefined ? {} : { displayName: String(own["displayName"]) }),
  };
}

function matches(id: string, option: string, name: string, refId: string): boolean {
  if (id === "byName") return option === name;
  if (id === "byFrameRefID") return option === refId;
  return id === "byRegexp" && new RegExp(option.replace(/^\/|\/$/g, "")).test(name);
}

/** A cell as Grafana writes it: mapped to a text and a colour, or with its unit. `now` is what ages count from, epoch ms. */
export function written(value: Cell, shown: Shown, now: number): { readonly text: string; readonly color?: string } {
  for (const mapping of shown.mappings) {
    const result = mapped(mapping, value);
    if (result !== undefined) return result;
  }
  if (value === null) return { text: "" };
  return { text: typeof value === "number" ? withUnit(value, shown, now) : String(value) };
}

interface Result {
  readonly text: string;
  readonly color?: string;
}

function mapped({ type, options }: ValueMapping, value: Cell): Result | undefined {
  const { from, to, result, ...byValue } = options as {
    readonly from?: number | null;
    readonly to?: number | null;
    readonly result?: Result;
  } & Record<string, unknown>;
  if (type === "special") return value === null ? result : undefined;
  if (type === "value") return value === null ? undefined : (byValue[String(value)] as Result | undefined);
  const inside = typeof value === "number" && value >= (from ?? -Infinity) && value <= (to ?? Infinity);
  return inside ? result : undefined;
}

function withUnit(value: number, { unit = "none", decimals }: Shown, now: number): string {
  const plain = decimals === undefined ? String(Math.round(value * 1_000) / 1_000) : value.toFixed(decimals);
  if (unit.startsWith("suffix:")) return `${plain} ${unit.slice("suffix:".length)}`;
  if (unit === "dateTimeAsIso") return new Date(value).toISOString().slice(0, 19).replace("T", " ");
  if (unit === "dateTimeFromNow") return `${lengthText(now - value)} ago`;
  if (unit === "ms") return lengthText(value);
  if (unit === "percentunit") return `${(value * 100).toFixed(0)}%`;
  const symbols: Readonly<Record<string, string>> = { percent: "%", ppm: " ppm", celsius: " °C", conμgm3: " μg/m³" };
  return `${plain}${symbols[unit] ?? (unit === "none" ? "" : ` [${unit}]`)}`;
}

function lengthText(ms: number): string {
  const [minutes, hours] = [ms / 60_000, ms / 3_600_000];
  if (Math.abs(minutes) < 1) return `${(ms / 1_000).toFixed(0)} s`;
  return hours < 2 ? `${minutes.toFixed(1)} min` : `${hours.toFixed(1)} h`;
}
