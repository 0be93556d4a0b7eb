import type { EngineSite } from "../../rules/engine/schema.ts";
import type { PublishRule } from "../books/publish-filter.ts";
import type { DeliveryConfig } from "../session/delivery-options.ts";
import type { SiteConfig } from "../site/schema.ts";

/** How a site delivers, from its file. `clientName` is its credential's name. */
export function deliveryOf({ file, engine }: SiteConfig, clientName: string): DeliveryConfig {
  const { spool, uplink } = file;
  return {
    region: engine.region,
    site: engine.site,
    clientName,
    spool: { ...spool, reserve: spool.reserve / 100 },
    publish: "at-once",
    deadbands: publishRules(engine),
    silentAfter: uplink.silentAfter,
    restartGap: true,
  };
}

/** The deadbands of a site's variables, by path. */
export function publishRules({ variables }: EngineSite): ReadonlyMap<string, PublishRule> {
  return new Map(
    Object.entries(variables).flatMap(([path, { publish }]): [string, PublishRule][] =>
      publish === undefined ? [] : [[path, publish]],
    ),
  );
}
