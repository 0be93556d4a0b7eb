import { Readable } from "node:stream";
import { annotationsOf } from "../annotations.ts";
import { annotationsRoute } from "../api/past.ts";
import { csvRoute, seriesRoute } from "../api/readings.ts";
import { askerOf } from "../asker.ts";
import { type HappeningKind, happeningKinds, happeningsOf } from "../happenings.ts";
import type { LiveDesk } from "../live.ts";
import { seriesOf, splitPath } from "../series.ts";
import { csvOf } from "../series-csv.ts";
import { described } from "../variables.ts";
import type { Ask } from "../why.ts";
import { type Served, type ServerParts, serve } from "./serve.ts";

/** Readings for charts and spreadsheets, and the marks that stand beside them. */
export function addReadings(served: Served, { config, ports, desk }: ServerParts): void {
  const ask = askerOf(config, ports);
  serve(served, seriesRoute, async ({ query: { v, from, to, points } }) => {
    const series = [];
    for (const path of v) {
      const place = splitPath(path);
      series.push({
        ...place,
        ...described(desk.state, place),
        ...(await seriesOf({ ...place, from, to, points }, ask)),
      });
    }
    return { from, to, series };
  });
  serve(served, csvRoute, ({ query: { v, from, to }, reply }) => {
    const place = splitPath(v);
    const { unit } = described(desk.state, place);
    const { region } = config;
    const name = `${place.site}-${place.device}-${place.variable}.csv`;
    return reply
      .type("text/csv; charset=utf-8")
      .header("content-disposition", `attachment; filename="${name}"`)
      .send(Readable.from(csvOf({ region, ...place, unit, from, to }, ask)));
  });
  addAnnotations(served, desk, ask);
}

const mostMarks = 1_000;

function addAnnotations(served: Served, desk: LiveDesk, ask: Ask): void {
  serve(served, annotationsRoute, async ({ query: { v, site, from, to } }) => {
    const places = v === undefined ? [{ site: site ?? "" }] : v.map(splitPath);
    const ofVariables: readonly HappeningKind[] = ["alarm", "gap"];
    const marks = [];
    for (const place of places) {
      const kinds = v === undefined ? happeningKinds : ofVariables;
      const happenings = await happeningsOf(kinds, { ...place, from, to, limit: mostMarks }, ask);
      const standing = (desk.state.sites.get(place.site)?.alarms ?? [])
        .filter(({ state, onset }) => state !== "normal" && onset <= to)
        .filter(
          ({ device, variable }) => !("device" in place) || (device === place.device && variable === place.variable),
        )
        .map((alarm) => ({ site: place.site, alarm }));
      marks.push(...annotationsOf(happenings, standing));
    }
    return marks.sort((a, b) => a.at - b.at).slice(-mostMarks);
  });
}
