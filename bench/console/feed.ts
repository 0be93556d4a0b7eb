import type { DeskInput } from "../../dashboards/server/desk.ts";
import type { LiveDesk } from "../../dashboards/server/live.ts";
import {
  chartCount,
  chartPath,
  chartSite,
  devicesPerSite,
  perMessage,
  probeRound,
  probeSite,
  siteCount,
} from "./orders.ts";

/** ms between two bursts. */
const burstEvery = 10;
/** ms between two readings of the probe and of the charts. */
const probeEvery = 50;
const chartsEvery = 100;

type Values = Extract<DeskInput, { kind: "values" }>;

/** Feeds a desk with so many messages a second. */
export interface DeskFeed {
  /** Changes the rate, and tells how many readings were fed, and in how many ms, since the last change. */
  run(messages: number): { readonly readings: number; readonly took: number };
}

function valuesOf(site: string, paths: readonly string[], value: (index: number) => number): Values {
  const measuredAt = Date.now();
  const values = paths.map((path, index) => ({ path, value: value(index), quality: "good", reasons: [], measuredAt }));
  return { kind: "values", site, values: values as unknown as Values["values"] };
}

const variables = Array.from({ length: perMessage }, (_, index) => `variable-${index + 1}`);
const charted = Array.from({ length: chartCount }, (_, index) => chartPath(index));

/** Puts what the sites are, and the first values, on a desk. */
export function fillDesk(desk: Pick<LiveDesk, "put">): void {
  define(desk, probeSite, ["site/probe", "site/year"]);
  define(desk, chartSite, charted);
  desk.put(valuesOf(probeSite, ["site/probe", "site/year"], () => 0));
  desk.put(valuesOf(chartSite, charted, () => 0));
}

function define(desk: Pick<LiveDesk, "put">, site: string, paths: readonly string[]): void {
  const described = paths.map((path) => {
    const [device = "", variable = ""] = path.split("/");
    return { device, variable, type: "Double" as const, unit: "m", commons: "water" };
  });
  desk.put({ kind: "definition", site, definition: { site, variables: described } });
  desk.put({ kind: "events", site, events: paths.map((path, index) => rangeOf(path, index)) });
}

function rangeOf(path: string, index: number) {
  const [device = "", variable = ""] = path.split("/");
  const edges = { viableLow: -200, viableHigh: 200, healthyLow: -100, healthyHigh: 100, target: 0 };
  return { kind: "range" as const, at: Date.now(), id: `range-${index}`, device, variable, ...edges, version: "1" };
}

/** Feeds whoever takes it: sites in turn, and beside them the probe and the charts. */
export function feedOf(put: (input: Values) => void): DeskFeed {
  let rate = 0;
  let sent = 0;
  let since = performance.now();
  let device = 0;
  const sendDue = (): void => {
    const due = (rate * (performance.now() - since)) / 1_000;
    for (; sent < due; sent += 1) {
      device = (device + 1) % (siteCount * devicesPerSite);
      const name = `device-${Math.floor(device / siteCount) + 1}`;
      const paths = variables.map((variable) => `${name}/${variable}`);
      put(valuesOf(`site-${(device % siteCount) + 1}`, paths, (index) => ((sent + index * 31) % 1_000) / 8));
    }
  };
  setInterval(sendDue, burstEvery);
  setInterval(() => put(valuesOf(probeSite, ["site/probe"], () => (Date.now() % probeRound) / 1_000)), probeEvery);
  setInterval(() => put(valuesOf(chartSite, charted, (index) => Math.sin(Date.now() / 500 + index) * 90)), chartsEvery);
  return {
    run: (messages) => {
      const told = { readings: sent * perMessage, took: performance.now() - since };
      rate = messages;
      sent = 0;
      since = performance.now();
      return told;
    },
  };
}
