import type { ReadyPart } from "../dashboards/server/ports.ts";
import type { IngestStatus } from "../ingest/ports.ts";
import type { RegionStatus } from "../rules/region/status.ts";

/**
 * What of a hub is ready. A store that is open but cannot write is not: what comes would wait; nor is one that does not answer
 * (`unread` says why).
 */
export function readiness(
  { link, store, trouble }: Pick<IngestStatus, "link" | "store" | "trouble">,
  unread: string | undefined,
  region: Pick<RegionStatus, "link" | "trouble"> | undefined,
): readonly ReadyPart[] {
  const wrong = trouble ?? unread;
  const always = [
    { part: "broker", ok: link === "connected", detail: link },
    { part: "store", ok: store === "open" && wrong === undefined, detail: wrong ?? store },
  ];
  if (region === undefined) return always;
  return [...always, { part: "region", ok: region.link === "connected", detail: region.trouble ?? "connected" }];
}
