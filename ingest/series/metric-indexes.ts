import type { MetricIndex } from "../../core/sparkplug/metric-index.ts";
import { isControlMetric } from "../../core/sparkplug/reading.ts";
import type { Definition } from "../../core/wire/definition.ts";
import type { SeriesIndex } from "./series-index.ts";
import type { DeviceNames } from "./site-names.ts";

/** A device of a site, as series name it. */
export interface DevicePlace {
  readonly region: string;
  readonly site: string;
  readonly device: string;
}

/** The metrics of one device, and which of their series may only be 0 or 1. */
export interface DeviceIndex extends MetricIndex {
  /** Empty for nodes without numbers: what they send is kept as it is. */
  readonly booleans: ReadonlySet<number>;
}

/**
 * Metrics of a numbered node: what the definition lists, and nothing else. Its aliases stand in the definition too, so that a
 * message is read rightly whatever birth was missed.
 */
export function definedIndex(place: DevicePlace, definition: Definition, series: SeriesIndex): DeviceIndex {
  const booleans = new Set<number>();
  const byName = new Map<string, number>();
  const byAlias = new Map<number, number>();
  for (const { device, variable, type, commons, alias } of definition.variables) {
    if (device !== place.device) continue;
    const id = series.idOf({ ...place, variable, commons });
    if (id === undefined) continue;
    byName.set(variable, id);
    if (alias !== undefined) byAlias.set(alias, id);
    if (type === "Boolean") booleans.add(id);
  }
  return {
    booleans,
    byName: (name) => byName.get(name) ?? -1,
    byAlias: (alias) => byAlias.get(alias) ?? -1,
    datatypeOf: () => undefined,
  };
}

const noBooleans: ReadonlySet<number> = new Set();

/** Metrics of a node that numbers nothing: whatever it sends, under ids made from its names. */
export function foreignIndex(place: DevicePlace, births: DeviceNames, series: SeriesIndex): DeviceIndex {
  const datatypes = new Map<number, number>();
  const byName = (name: string): number => {
    if (name === "" || isControlMetric(name)) return -1;
    const birth = births.byName.get(name);
    const variable = births.slugs.idOf(name);
    const id = series.idOf({ ...place, variable, commons: birth?.commons ?? "" });
    if (id === undefined) return -1;
    if (birth?.datatype !== undefined) datatypes.set(id, birth.datatype);
    return id;
  };
  return {
    booleans: noBooleans,
    byName,
    byAlias: (alias) => byName(births.byAlias.get(alias)?.name ?? ""),
    datatypeOf: (id) => datatypes.get(id),
  };
}
