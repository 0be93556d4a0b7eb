import type { PublishRule } from "../books/publish-filter.ts";
import type { DeliveryConfig } from "../session/delivery-options.ts";
import type { SiteConfig } from "../site/schema.ts";

/** How a site delivers, from its file. `clientName` is its credential's name. */
export function deliveryOf({ file, engine }: SiteConfig, clientName: string): DeliveryConfig {
  const { spool, uplink } = file;
  const deadbands = Object.entries(engine.variables).flatMap(([path, { publish }]): [string, PublishRule][] =>
    publish === undefined ? [] : [[path, publish]],
  );
  return {
    region: engine.region,
    site: engine.site,
    clientName,
    spool: { ...spool, reserve: spool.reserve / 100 },
    publish: "at-once",
    deadbands: new Map(deadbands),
    silentAfter: uplink.silentAfter,
    restartGap: true,
  };
}
