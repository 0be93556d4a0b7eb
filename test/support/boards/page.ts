import type { Dashboard, Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { isRow, targetsOf } from "../../../dashboards/grafana/asked.ts";
import { asSent } from "../../../dashboards/grafana/macros.ts";
import type { InfluxResult } from "../influxd.ts";
import { statHtml, tableHtml } from "./cells.ts";
import { type Series, seriesOf, type Table, tableOf } from "./frames.ts";
import { lanesSvg } from "./lanes.ts";
import { escapeHtml, type Place, type Window } from "./place.ts";
import { plotSvg } from "./plot.ts";

/** Asks a store in InfluxQL. */
export type Ask = (query: string, now: number) => Promise<readonly InfluxResult[]>;

/** What a board is drawn with: the time shown, and the values that its variables have. */
export interface Drawing {
  readonly window: Window;
  readonly variables: Readonly<Record<string, readonly string[]>>;
  readonly ask: Ask;
}

/** A drawn board, and the panels that had nothing to show. */
export interface DrawnBoard {
  readonly html: string;
  readonly empty: readonly string[];
  readonly panels: number;
}

const unit = { wide: 58, tall: 34 };
type Scope = Readonly<Record<string, readonly string[]>>;

/** Draws what a board would show as a page of its own: rows and panels repeated as Grafana repeats them, one beside another. */
export async function boardPage(board: Dashboard, drawing: Drawing): Promise<DrawnBoard> {
  const parts: string[] = [];
  const empty: string[] = [];
  let panels = 0;
  for (const { title, scope, inside } of repeated(board, drawing.variables)) {
    parts.push(`<h2>${escapeHtml(title)}</h2><section>`);
    for (const { panel, own } of inside.flatMap((one) =>
      scopes(one.repeat, scope).map((its) => ({ panel: one, own: its })),
    )) {
      const content = await panelContent(panel, own, drawing);
      const name = filledIn(panel.title ?? "", own);
      panels += 1;
      if (content.empty) empty.push(`${board.uid} ${panel.id} ${name}`);
      parts.push(framed(panel, name, content.html));
    }
    parts.push("</section>");
  }
  const html = `<meta charset="utf-8"><style>${style}</style><h1>${escapeHtml(board.title ?? "")}</h1>${parts.join("")}`;
  return { html, empty, panels };
}

/** The rows of a board as often as they are shown, each with its title and what its variables then stand for. */
function repeated(board: Dashboard, variables: Scope) {
  return sectionsOf(board).flatMap(({ row, inside }) =>
    scopes(row.repeat, variables).map((scope) => ({ title: filledIn(row.title ?? "", scope), scope, inside })),
  );
}

function sectionsOf(board: Dashboard): readonly { row: RowPanel; inside: Panel[] }[] {
  const sections: { row: RowPanel; inside: Panel[] }[] = [];
  for (const panel of board.panels ?? []) {
    if (isRow(panel)) sections.push({ row: panel, inside: [...panel.panels] });
    else sections.at(-1)?.inside.push(panel);
  }
  return sections;
}

function scopes(repeat: string | undefined, scope: Scope): readonly Scope[] {
  if (repeat === undefined) return [scope];
  return (scope[repeat] ?? []).map((value) => ({ ...scope, [repeat]: [value] }));
}

function filledIn(text: string, scope: Scope): string {
  return text.replaceAll(/\$([a-z]+)/g, (whole, name: string) => scope[name]?.join(" + ") ?? whole);
}

async function panelContent(
  panel: Panel,
  scope: Scope,
  { window, ask }: Drawing,
): Promise<{ html: string; empty: boolean }> {
  const place: Place = {
    width: (panel.gridPos?.w ?? 12) * unit.wide - 20,
    height: (panel.gridPos?.h ?? 8) * unit.tall - 60,
  };
  const shown = panel.timeFrom === undefined ? window : { ...window, from: window.to - 5 * 60_000 };
  const interval = bucketOf(panel, shown, place.width);
  const answers = [];
  for (const target of targetsOf(panel)) {
    answers.push({
      target,
      results: await ask(asSent(target.query, { ...shown, interval, variables: scope }), window.to),
    });
  }
  const series = answers.flatMap(({ target, results }) =>
    target.resultFormat === "table" ? [] : seriesOf(target, results),
  );
  const table = tableOf(answers.find(({ target }) => target.resultFormat === "table")?.results ?? []);
  const empty = !series.some(({ values }) => values.some((value) => value !== null)) && table.rows.length === 0;
  const html = contentOf(panel, { series, table, place, window: shown });
  return { html, empty };
}

interface Content {
  readonly series: readonly Series[];
  readonly table: Table;
  readonly place: Place;
  readonly window: Window;
}

function contentOf(panel: Panel, { series, table, place, window }: Content): string {
  switch (panel.type) {
    case "timeseries":
      return plotSvg(panel, series, place, window);
    case "state-timeline":
      return lanesSvg(panel, series, place, window);
    case "stat":
      return statHtml(panel, series, window);
    case "table":
      return tableHtml(panel, table, window);
    default:
      throw new Error(`panels of type ${panel.type} are not drawn`);
  }
}

/** As long a bucket as Grafana takes: one for each pixel, in round steps, and not below the panel's own least. */
function bucketOf({ interval }: Panel, { from, to }: Window, width: number): number {
  const least = interval === undefined ? 10_000 : Number.parseInt(interval, 10) * 60_000;
  const wanted = (to - from) / width;
  const steps = [1_000, 5_000, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000];
  return Math.max(least, steps.find((step) => step >= wanted) ?? 3_600_000);
}

function framed({ gridPos, id, description }: Panel, title: string, html: string): string {
  const { w = 12, h = 8 } = gridPos ?? {};
  return `<article style="width:${w * unit.wide}px;height:${h * unit.tall}px" title="${escapeHtml(description ?? "")}"><h3>${escapeHtml(title)} <small>${id}</small></h3>${html}</article>`;
}

const style = `body{font:13px sans-serif;width:${24 * unit.wide + 20}px;margin:8px;background:#f4f5f5;color:#222}
section{display:flex;flex-wrap:wrap}article{box-sizing:border-box;background:#fff;border:1px solid #ddd;padding:6px 10px;overflow:hidden}
h3{font-size:13px;margin:0 0 4px}h3 small{color:#999}text{font-size:11px}.legend{font-size:11px;white-space:nowrap;overflow:hidden}
.stat{font-size:24px;font-weight:600}.stat small{font-size:13px;color:#444}.none{font-size:18px;color:#777;padding:12px}
table{border-collapse:collapse;font-size:12px;width:100%}td,th{text-align:left;padding:2px 6px;border-bottom:1px solid #eee;white-space:nowrap}`;
