import type { MetricFamily } from "../../core/prometheus.ts";
import type { DurationMs, MonotonicMs } from "../../core/time.ts";
import { regionItself } from "../../core/wire/topics.ts";
import type { DeskState, SiteView } from "./desk.ts";
import type { ReadyPart } from "./ports.ts";

/** A gateway that was not heard for this long is said to be silent: three nonces missed. */
const silentAfter: DurationMs = 15_000;

/** Everything on the desk that is a gateway; the region is none, though it takes orders as a gateway does. */
function gateways({ sites }: DeskState): readonly SiteView[] {
  return [...sites.values()].filter(({ site, nonce }) => nonce !== undefined && site !== regionItself);
}

/** Whether readings are kept on disk: some gateway is there, and none says that its spool cannot write. */
export function spoolPart(state: DeskState, now: MonotonicMs): ReadyPart {
  const heard = gateways(state).filter(({ heardAt }) => now - heardAt <= silentAfter);
  const failing = heard.flatMap(({ site, trouble }) => (trouble === undefined ? [] : [`${site}: ${trouble}`]));
  if (failing.length > 0) return { part: "spool", ok: false, detail: failing.join("; ") };
  if (heard.length === 0) return { part: "spool", ok: false, detail: "no gateway was heard in the last 15 s" };
  return {
    part: "spool",
    ok: true,
    detail: heard.length === 1 ? "1 gateway writes" : `${heard.length} gateways write`,
  };
}

/** What the desk knows of gateways and alarms, in figures. */
export function deskMetrics(state: DeskState, now: MonotonicMs): readonly MetricFamily[] {
  const sites = gateways(state);
  const bySite = (name: string, help: string, value: (view: SiteView) => number): MetricFamily => {
    return {
      name,
      help,
      type: "gauge",
      samples: sites.map((view) => ({ labels: { site: view.site }, value: value(view) })),
    };
  };
  return [
    bySite(
      "homeostat_site_heard_seconds",
      "Since anything was heard of the site",
      ({ heardAt }) => (now - heardAt) / 1_000,
    ),
    bySite("homeostat_site_online", "1 while the site's session stands", ({ online }) => Number(online === true)),
    bySite("homeostat_site_spool_failing", "1 while its spool cannot write", ({ trouble }) =>
      Number(trouble !== undefined),
    ),
    {
      name: "homeostat_alarms_standing",
      help: "Alarms that are not normal, by priority; site - is the region itself",
      type: "gauge",
      samples: [...state.sites.values()].flatMap(standing),
    },
  ];
}

function standing({ site, alarms }: SiteView): MetricFamily["samples"] {
  const counts = new Map<string, number>();
  for (const { priority } of alarms) counts.set(priority, (counts.get(priority) ?? 0) + 1);
  return [...counts].map(([priority, value]) => ({ labels: { site, priority }, value }));
}
