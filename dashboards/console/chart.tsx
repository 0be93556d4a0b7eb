import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { RangeEvent } from "../../core/wire/messages.ts";
import { history } from "./api.ts";
import { type Site, serverSilence, silenceLimit, siteSilence, sites, tick, type Value, worldNow } from "./state.ts";
import { minute, number, t, unitText } from "./words.tsx";

const hour = 3_600_000;

/** When (epoch ms) and what; null where there was no value. */
type Point = [number, number | null];

interface ChartProps {
  readonly site: string;
  readonly path: string;
  readonly name: string;
  readonly unit: string;
}

/**
 * One variable over the last hour of world time, with its healthy band and viable limits; gaps stay gaps. A value that is sent
 * on change holds until the next one, so the line is drawn in steps, and to this moment while its site is heard.
 */
export function Chart(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    return element === null ? undefined : draw(element, props);
  }, [props.site, props.path, props.name, props.unit]);
  return <div ref={place} class="chart" role="img" aria-label={t("chartHelp", { name: props.name })} />;
}

/** Draws, follows the newest value, and returns how to stop. */
function draw(element: HTMLElement, { site, path, name, unit }: ChartProps): () => void {
  let points: Point[] = [];
  const range = (): RangeEvent | undefined => sites.value[site]?.ranges[path];
  const plot = new uPlot(options(element, { name, unit, range }), [[], []], element);
  const show = (): void => {
    const from = worldNow.value - hour;
    points = points.filter(([at]) => at >= from - hour);
    const drawn = [...points, ...heldUntilNow(points.at(-1), sites.value[site])];
    plot.setData([drawn.map(([at]) => at / 1000), drawn.map(([, value]) => value)], false);
    plot.setScale("x", { min: from / 1000, max: worldNow.value / 1000 });
  };
  let last: Value | undefined;
  const stopLive = sites.subscribe((all) => {
    const value = all[site]?.values[path];
    if (value === undefined || value === last) return;
    last = value;
    if (value.measuredAt > (points.at(-1)?.[0] ?? 0)) points.push([value.measuredAt, value.value]);
  });
  void history(site, path, worldNow.value - hour, worldNow.value).then((recorded) => {
    const newest = recorded.at(-1)?.[0] ?? 0;
    points = [...recorded, ...points.filter(([at]) => at > newest)];
  });
  const stopTick = worldNow.subscribe(show);
  const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: 220 }));
  resize.observe(element);
  return () => {
    stopLive();
    stopTick();
    resize.disconnect();
    plot.destroy();
  };
}

/** The newest value again at this moment; nothing for a site that is silent or a value that is missing. */
function heldUntilNow(last: Point | undefined, site: Site | undefined): readonly Point[] {
  const heard =
    site !== undefined &&
    site.online !== false &&
    tick.value - site.heardAt < siteSilence &&
    serverSilence.value < silenceLimit;
  if (!heard || last === undefined || last[1] === null || last[0] >= worldNow.value) return [];
  return [[worldNow.value, last[1]]];
}

interface DrawOptions {
  readonly name: string;
  readonly unit: string;
  readonly range: () => RangeEvent | undefined;
}

function options(element: HTMLElement, { name, unit, range }: DrawOptions): uPlot.Options {
  const colour = (property: string): string => getComputedStyle(element).getPropertyValue(property).trim();
  const axis = { stroke: () => colour("--ink"), grid: { stroke: () => colour("--grid"), width: 1 } };
  return {
    width: element.clientWidth || 320,
    height: 220,
    legend: { show: false },
    cursor: { y: false },
    scales: { y: { range: (_plot, low, high) => padded(low, high, range()) } },
    axes: [
      { ...axis, values: (_plot, seconds) => seconds.map((at) => minute(at * 1000)) },
      { ...axis, values: (_plot, levels) => levels.map(number), label: unitText(unit), labelSize: 22, size: 58 },
    ],
    series: [
      {},
      {
        label: name,
        stroke: () => colour("--line"),
        width: 2,
        points: { show: false },
        ...(stepped && { paths: stepped }),
      },
    ],
    hooks: { drawClear: [(plot) => bands(plot, range(), colour)] },
  };
}

/** A value holds until the next one. */
const stepped = uPlot.paths.stepped?.({ align: 1 });

/** The axis shows the data and the healthy band whole, so that one sees where the value stands. */
function padded(low: number | null, high: number | null, range: RangeEvent | undefined): [number, number] {
  const known = [low, high, range?.healthyLow, range?.healthyHigh].filter(
    (edge): edge is number => typeof edge === "number",
  );
  if (known.length === 0) return [0, 1];
  const least = Math.min(...known);
  const most = Math.max(...known);
  const room = Math.max((most - least) * 0.15, 1e-3);
  return [least - room, most + room];
}

function bands(plot: uPlot, range: RangeEvent | undefined, colour: (property: string) => string): void {
  if (range === undefined) return;
  const { left, top, width, height } = plot.bbox;
  const clamp = (y: number): number => Math.min(top + height, Math.max(top, y));
  const y = (value: number | null, open: number): number =>
    value === null ? open : clamp(plot.valToPos(value, "y", true));
  const { ctx } = plot;
  ctx.save();
  ctx.fillStyle = colour("--healthy");
  const upper = y(range.healthyHigh, top);
  ctx.fillRect(left, upper, width, y(range.healthyLow, top + height) - upper);
  ctx.strokeStyle = colour("--limit");
  ctx.setLineDash([6, 4]);
  for (const limit of [range.viableLow, range.viableHigh]) {
    if (limit === null) continue;
    const at = plot.valToPos(limit, "y", true);
    if (at < top || at > top + height) continue;
    ctx.beginPath();
    ctx.moveTo(left, at);
    ctx.lineTo(left + width, at);
    ctx.stroke();
  }
  ctx.restore();
}
