import { alarmLines } from "../../alarm-lines.ts";
import { decisionsRoute, eventsRoute, gapsRoute, historyRoute, performanceRoute, whyRoute } from "../api/past.ts";
import {
  alarmLinesRoute,
  alarmsRoute,
  booksRoute,
  sitesRoute,
  variablesRoute,
  viabilityRoute,
} from "../api/present.ts";
import { askerOf } from "../asker.ts";
import { emptyDesk } from "../desk.ts";
import { explain } from "../explanation.ts";
import { happeningKinds, happeningsOf, recordsOf } from "../happenings.ts";
import { isOriginal } from "../performance/episodes.ts";
import { recallPerformance } from "../performance/recall.ts";
import { usualSettings } from "../performance/settings.ts";
import { picture } from "../picture.ts";
import { variablesOf } from "../variables.ts";
import { viabilityTree } from "../viability-tree.ts";
import { unknownSites } from "./known-site.ts";
import { addReadings } from "./readings.ts";
import { type Served, type ServerParts, serve } from "./serve.ts";

const mostPoints = 5_000;

/** What is known now, what happened, and why. */
export function addQuestions(served: Served, parts: ServerParts): void {
  addPresent(served, parts);
  addPast(served, parts);
  addPerformance(served, parts);
  addReadings(served, parts);
}

function addPresent(served: Served, { config, ports, desk }: ServerParts): void {
  const unknown = unknownSites(config, desk);
  serve(served, sitesRoute, () => picture(desk.state, ports.clocks.io.now()));
  serve(
    served,
    alarmsRoute,
    ({ query, reply }) =>
      unknown(query.site, reply) ??
      [...desk.state.sites.values()]
        .filter(({ site }) => query.site === undefined || query.site === site)
        .flatMap(({ site, alarms }) => alarms.map((alarm) => ({ site, ...alarm })))
        .filter(({ priority }) => query.priority === undefined || query.priority === priority),
  );
  serve(served, alarmLinesRoute, () => {
    const views = [...desk.state.sites.values()];
    const standing = views.flatMap(({ site, alarms }) => alarms.map((alarm) => ({ site, alarm })));
    return alarmLines(standing.filter(({ site, alarm }) => isOriginal(site, alarm.variable)));
  });
  serve(served, variablesRoute, ({ query: { region = config.region, ...asked }, reply }) => {
    const state = region === config.region ? desk.state : emptyDesk;
    return unknown(asked.site, reply) ?? variablesOf(state, asked, ports.clocks.world.now());
  });
  serve(served, viabilityRoute, ({ query: { region = config.region, ...asked }, reply }) => {
    const state = region === config.region ? desk.state : emptyDesk;
    return unknown(asked.site, reply) ?? viabilityTree(region, state, asked);
  });
  const books = ports.books ?? ((site: string | undefined) => desk.books(site));
  // A site that is not heard any more may have books all the same.
  serve(served, booksRoute, async ({ query: { site }, reply }) => {
    const found = await books(site);
    return (isEmpty(found) ? unknown(site, reply) : undefined) ?? found;
  });
}

function addPast(served: Served, { config, ports, desk }: ServerParts): void {
  const ask = askerOf(config, ports);
  serve(served, eventsRoute, ({ query: { kind, limit, ...asked } }) => {
    const narrowed =
      kind !== undefined || limit !== undefined || Object.values(asked).some((part) => part !== undefined);
    if (!narrowed) return desk.state.events;
    return happeningsOf(kind === undefined ? happeningKinds : [kind], { ...asked, limit: limit ?? 100 }, ask);
  });
  serve(served, decisionsRoute, ({ query }) => recordsOf("decision", query, ask));
  serve(served, gapsRoute, ({ query }) => recordsOf("gap", query, ask));
  serve(served, historyRoute, async ({ query: { site, device, variable, from, to } }) => {
    const where = `site = '${site}' AND device = '${device}' AND variable = '${variable}' AND time >= ${from}ms AND time <= ${to}ms`;
    const rows = await ask(`SELECT value, quality FROM reading WHERE ${where} ORDER BY time DESC LIMIT ${mostPoints}`);
    return rows.map((row) => [row["time"], row["value"] ?? null]).reverse();
  });
  const unknown = unknownSites(config, desk);
  serve(served, whyRoute, async ({ query: { subject, ...asked }, reply }) => {
    const found = await explain(subject, { ...asked, now: ports.clocks.world.now() }, ask);
    return (isEmpty(found.records) ? unknown(asked.site, reply) : undefined) ?? found;
  });
}

const isEmpty = (found: unknown): boolean => Array.isArray(found) && found.length === 0;

const usualSpan = 30 * 86_400_000;
const longestSpan = 92 * 86_400_000;

/** How the alarms served their operators. */
function addPerformance(served: Served, { config, ports, desk }: ServerParts): void {
  const ask = askerOf(config, ports);
  serve(served, performanceRoute, ({ query, reply }) => {
    const { to = ports.clocks.world.now(), from = to - usualSpan, site, ...chosen } = query;
    if (from >= to || to - from > longestSpan)
      return reply.code(400).send({ error: "from: before to, by 92 days at most" });
    const asked = { region: config.region, site, span: { from, to } };
    return recallPerformance(asked, desk.state, { ...usualSettings, ...chosen }, ask);
  });
}
