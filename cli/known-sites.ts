import type { KnownSite } from "../dashboards/grafana/known.ts";
import { definitionOf } from "../gateway/host/definition.ts";
import type { SiteConfig } from "../gateway/site/schema.ts";

/** What site files say for the boards for Grafana: names and units, and which variables they speak of. */
export function knownSites(sites: readonly SiteConfig[]): readonly KnownSite[] {
  return sites.map(({ engine }) => ({
    definition: definitionOf(engine),
    main: [...new Set([...Object.keys(engine.charter.ranges), ...Object.keys(engine.variables)])],
    totals: Object.entries(engine.variables).flatMap(([path, { kind }]) => (kind === "total" ? [path] : [])),
  }));
}
