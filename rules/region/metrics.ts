import { figure, type MetricFamily } from "../../core/prometheus.ts";
import type { RegionStatus } from "./status.ts";

/** The region in figures: what waits, and what it could not follow. */
export function regionMetrics(status: RegionStatus): readonly MetricFamily[] {
  const { link, eventsWaiting, notificationsWaiting, unreadable, sparkplug, results } = status;
  return [
    figure("gauge", "homeostat_region_connected", "1 while the broker is reached", Number(link === "connected")),
    figure("gauge", "homeostat_region_waiting_events", "Events no store has confirmed", eventsWaiting),
    figure("gauge", "homeostat_region_waiting_notifications", "Messages to people not yet taken", notificationsWaiting),
    figure("counter", "homeostat_region_unreadable_total", "Own messages that could not be read", unreadable),
    figure("counter", "homeostat_region_forged_results_total", "Answers a site had not signed", results.forged),
    figure("counter", "homeostat_region_sparkplug_gaps_total", "Waits for a missing message", sparkplug.gaps),
    figure("counter", "homeostat_region_sparkplug_refused_total", "Messages that broke the session", sparkplug.refused),
  ];
}
