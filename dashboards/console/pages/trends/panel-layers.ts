import type uPlot from "uplot";
import { drawBands } from "../../parts/bands.ts";
import type { Drawn, Run } from "./columns.ts";
import type { PanelPicture } from "./panel-input.ts";

type Colour = (token: string) => string;

/** Height of the strip of one variable that tells where it was not good, px of the page. */
const strip = 9;

/** What stands behind the lines: bands, target, the shade from least to most, lines where something happened. */
export function drawBehind(plot: uPlot, { range, lines, marks }: PanelPicture, colour: Colour): void {
  drawBands(plot, range, colour);
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  if (range?.target != null) dotted(plot, range.target, colour("--ink"));
  ctx.globalAlpha = 0.3;
  ctx.fillStyle = colour("--line");
  for (const { drawn, enveloped } of lines) if (enveloped) fillEnvelope(plot, drawn);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = colour("--limit");
  ctx.setLineDash([2, 4]);
  ctx.beginPath();
  for (const { kind, at } of marks) {
    if (kind === "decision") continue;
    const x = plot.valToPos(at / 1000, "x", true);
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}

function dotted(plot: uPlot, level: number, colour: string): void {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(level, "y", true);
  ctx.strokeStyle = colour;
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** The shade between least and most, one for each part of the line that is not broken. */
function fillEnvelope(plot: uPlot, { time, min, max }: Drawn): void {
  const { ctx } = plot;
  const x = (index: number): number => plot.valToPos((time[index] ?? 0) / 1000, "x", true);
  const y = (value: number): number => plot.valToPos(value, "y", true);
  let part: number[] = [];
  const close = (): void => {
    ctx.beginPath();
    for (const index of part) ctx.lineTo(x(index), y(max[index] ?? 0));
    for (const index of part.reverse()) ctx.lineTo(x(index), y(min[index] ?? 0));
    ctx.fill();
    part = [];
  };
  for (let index = 0; index < time.length; index += 1) {
    if (min[index] === null) close();
    else if (min[index] !== undefined) part.push(index);
  }
  close();
}

/** What stands over the lines: a strip for each variable that was not good all the time. */
export function drawOver(plot: uPlot, { lines }: PanelPicture, colour: Colour): void {
  const ratio = devicePixelRatio;
  const { ctx, bbox } = plot;
  let bottom = bbox.top + bbox.height;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { runs } of lines) {
    if (runs.length === 0) continue;
    bottom -= strip * ratio;
    for (const run of runs) drawRun(plot, run, { top: bottom, colour });
  }
  ctx.restore();
}

function drawRun(plot: uPlot, { quality, from, to }: Run, { top, colour }: { top: number; colour: Colour }): void {
  const { ctx } = plot;
  const size = (strip - 1) * devicePixelRatio;
  const left = plot.valToPos(from / 1000, "x", true);
  const right = Math.max(left + size, plot.valToPos(to / 1000, "x", true));
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, size);
  ctx.fillStyle = colour("--card");
  ctx.fill();
  ctx.strokeStyle = colour(quality === "bad" ? "--bad" : "--uncertain");
  ctx.lineWidth = devicePixelRatio;
  ctx.stroke();
  ctx.clip();
  ctx.beginPath();
  // Uncertain is hatched; bad is a row of crosses.
  for (let x = left; x < right; x += size) {
    ctx.moveTo(x, top + size);
    ctx.lineTo(x + size, top);
    if (quality !== "bad") continue;
    ctx.moveTo(x, top);
    ctx.lineTo(x + size, top + size);
  }
  ctx.stroke();
  ctx.restore();
}
