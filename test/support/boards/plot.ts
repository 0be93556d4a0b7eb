import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { type Shown, shownOf, written } from "./fields.ts";
import type { Series } from "./frames.ts";
import { escapeHtml, type Place, type Window } from "./place.ts";

interface Point {
  readonly time: number;
  readonly value: number | null;
}
interface Drawn {
  readonly series: Series;
  readonly shown: Shown;
  readonly color: string;
  readonly points: readonly Point[];
}

const palette = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C8C8C", "#F0E442"];
const left = 78;
const below = 22;

/** A panel of type timeseries as SVG: lines and bars, dashes, fills, steps; gaps wider than the panel bridges stay open. */
export function plotSvg(panel: Panel, all: readonly Series[], { width, height }: Place, window: Window): string {
  const drawn = all.map((series, index) => drawnOf(panel, series, index));
  const bars = drawn.some(({ shown }) => shown.custom["drawStyle"] === "bars");
  const [low, high] = extent(drawn, bars);
  const scales: Scales = {
    x: (time) => left + ((time - window.from) / (window.to - window.from)) * (width - left - 8),
    y: (value) => 6 + ((high - value) / (high - low)) * (height - below - 6),
  };
  const shapes = bars
    ? barShapes(drawn, height - below, scales)
    : drawn.map((one) => lineShape(one, drawn, scales)).join("");
  const axes = [...levels(drawn, [low, high], { scales, width, now: window.to }), ...moments(window, height, scales)];
  return `<svg width="${width}" height="${height}">${axes.join("")}${shapes}</svg>
    <div class="legend">${drawn.map(({ series, shown, color }) => `<span style="color:${color}">━ ${escapeHtml(displayed(series, shown))}</span>`).join(" ")}</div>`;
}

function displayed({ name, labels }: Series, { displayName = name }: Shown): string {
  return displayName.replaceAll(/\$\{__field\.labels\.(\w+)\}/g, (_, label: string) => labels[label] ?? "");
}

function drawnOf(panel: Panel, series: Series, index: number): Drawn {
  const shown = shownOf(panel, series.name, series.refId);
  const points = series.times.map((time, at) => {
    const value = series.values[at];
    return { time, value: typeof value === "number" ? value : null };
  });
  return { series, shown, color: shown.color ?? palette[index % palette.length] ?? "#000", points };
}

function extent(drawn: readonly Drawn[], bars: boolean): [number, number] {
  const values = drawn.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  const sums = new Map<number, number>();
  for (const { points } of drawn)
    for (const { time, value } of points) sums.set(time, (sums.get(time) ?? 0) + (value ?? 0));
  const list = bars ? [0, ...sums.values()] : values;
  if (list.length === 0) return [0, 1];
  const [low, high] = list.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [bars ? 0 : low - room, high + room];
}

/** The stretches of a line: broken where nothing is known for longer than the panel bridges. */
function stretches({ points, shown }: Drawn): readonly (readonly { time: number; value: number }[])[] {
  const span = shown.custom["spanNulls"];
  const bridged = span === true ? Infinity : typeof span === "number" ? span : 0;
  const all: { time: number; value: number }[][] = [[]];
  let broken = false;
  for (const { time, value } of points) {
    if (value === null) {
      broken = true;
      continue;
    }
    const last = all.at(-1)?.at(-1);
    if (last !== undefined && broken && time - last.time > bridged) all.push([]);
    all.at(-1)?.push({ time, value });
    broken = false;
  }
  return all;
}

/** Where a time and a value stand, pixels. */
interface Scales {
  readonly x: (time: number) => number;
  readonly y: (value: number) => number;
}

function pathOf(stretch: readonly { time: number; value: number }[], steps: boolean, { x, y }: Scales): string {
  let before: number | undefined;
  return stretch
    .map(({ time, value }, at) => {
      const step = steps && before !== undefined ? `L${x(time).toFixed(1)} ${y(before).toFixed(1)}` : "";
      before = value;
      return `${step}${at === 0 ? "M" : "L"}${x(time).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join("");
}

function lineShape(one: Drawn, all: readonly Drawn[], scales: Scales): string {
  const { x, y } = scales;
  const { shown, color } = one;
  const steps = shown.custom["lineInterpolation"] === "stepAfter";
  const dash = (shown.custom["lineStyle"] as { dash?: number[] } | undefined)?.dash?.join(",") ?? "";
  const dots = shown.custom["showPoints"] === "always";
  const lines = stretches(one).map((stretch) => {
    const path = pathOf(stretch, steps, scales);
    const points = (dots || stretch.length === 1) && shown.custom["showPoints"] !== "never";
    const marks = points
      ? stretch.map(({ time, value }) => `<circle cx="${x(time)}" cy="${y(value)}" r="2.5" fill="${color}"/>`)
      : [];
    return `<path d="${path}" fill="none" stroke="${color}" stroke-width="${Number(shown.custom["lineWidth"] ?? 1)}" stroke-dasharray="${dash}"/>${marks.join("")}`;
  });
  const lower = all.find(({ series }) => series.name === shown.custom["fillBelowTo"]);
  return `${lower === undefined ? "" : band(one, lower, scales)}${lines.join("")}`;
}

function band(upper: Drawn, lower: Drawn, scales: Scales): string {
  const [top, bottom] = [upper, lower].map((one) => stretches(one).flat());
  if (!top?.length || !bottom?.length) return "";
  const down = pathOf(bottom.toReversed(), false, scales).replace("M", "L");
  return `<path d="${pathOf(top, false, scales)}${down}Z" fill="${upper.color}" opacity="${Number(upper.shown.custom["fillOpacity"] ?? 10) / 100}"/>`;
}

function barShapes(drawn: readonly Drawn[], floor: number, { x, y }: Scales): string {
  const heights = new Map<number, number>();
  const times = [...new Set(drawn.flatMap(({ points }) => points.map(({ time }) => time)))].sort((a, b) => a - b);
  const step = Math.min(3_600_000, ...times.slice(1).map((time, at) => time - (times[at] ?? 0)));
  const wide = Math.max(1, (x(step) - x(0)) * 0.8);
  return drawn
    .flatMap(({ points, color }) =>
      points.flatMap(({ time, value }) => {
        if (value === null || value === 0) return [];
        const base = heights.get(time) ?? 0;
        heights.set(time, base + value);
        const [top, bottom] = [y(base + value), base === 0 ? floor : y(base)];
        return `<rect x="${x(time)}" y="${top}" width="${wide}" height="${Math.max(0, bottom - top)}" fill="${color}"/>`;
      }),
    )
    .join("");
}

interface LevelPlace {
  readonly scales: Scales;
  readonly width: number;
  /** What ages count from. */
  readonly now: number;
}

function levels(drawn: readonly Drawn[], [low, high]: [number, number], { scales, width, now }: LevelPlace): string[] {
  const shown = { ...(drawn[0]?.shown ?? { custom: {} }), mappings: [] };
  const marks = [0, 1, 2, 3, 4].map((step) => low + ((high - low) * (step + 0.2)) / 4.4);
  return marks.map((value) => {
    const y = scales.y(value);
    const { text } = written(value, shown, now);
    return `<line x1="${left}" x2="${width - 8}" y1="${y}" y2="${y}" stroke="#ddd"/><text x="${left - 5}" y="${y + 4}" text-anchor="end">${text}</text>`;
  });
}

function moments({ from, to }: Window, height: number, { x }: Scales): string[] {
  const times = [0, 1, 2, 3, 4, 5].map((step) => from + ((to - from) * step) / 5);
  return times.map(
    (time) =>
      `<text x="${x(time)}" y="${height - 6}" text-anchor="middle">${new Date(time).toISOString().slice(11, 16)}</text>`,
  );
}
