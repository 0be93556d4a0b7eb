import { publishRules } from "../host/delivery-config.ts";
import type { DeliveryConfig } from "../session/delivery-options.ts";
import type { ReplayConfig } from "../site/replay-schema.ts";

/** A replay waits for its store long before this is full. */
const spool = { size: 256e6, commit: 50, reserve: 0.05, whenFull: "drop-oldest" } as const;

/** How a recorded site delivers. The site's id is also the name of its credential. */
export function replayDelivery({ engine }: ReplayConfig): DeliveryConfig {
  return {
    region: engine.region,
    site: engine.site,
    clientName: engine.site,
    spool,
    publish: "after-commit",
    deadbands: publishRules(engine),
    silentAfter: 10_000,
    restartGap: false,
  };
}
