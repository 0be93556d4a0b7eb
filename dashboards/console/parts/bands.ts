import type uPlot from "uplot";
import type { RangeEvent } from "../../../core/wire/events.ts";

/** Draws the healthy band and the viable limits behind the line. */
export function drawBands(plot: uPlot, range: RangeEvent | undefined, colour: (property: string) => string): void {
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

/** The axis shows the data and the healthy band whole, so that one sees where the value stands. */
export function padded(low: number | null, high: number | null, range: RangeEvent | undefined): [number, number] {
  const known = [low, high, range?.healthyLow, range?.healthyHigh].filter(
    (edge): edge is number => typeof edge === "number",
  );
  if (known.length === 0) return [0, 1];
  const least = Math.min(...known);
  const most = Math.max(...known);
  const room = Math.max((most - least) * 0.15, 1e-3);
  return [least - room, most + room];
}
