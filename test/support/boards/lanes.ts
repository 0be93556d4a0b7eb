import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { shownOf, written } from "./fields.ts";
import type { Cell, Series } from "./frames.ts";
import { escapeHtml, type Place, type Window } from "./place.ts";

const left = 250;

interface Stretch {
  readonly from: number;
  to: number;
  readonly value: Cell;
}

/** A panel of type state-timeline as SVG: one lane for each series, equal neighbours as one block, nothing where nothing is known. */
export function lanesSvg(panel: Panel, all: readonly Series[], { width, height }: Place, window: Window): string {
  const tall = Math.max(14, Math.min(34, (height - 20) / Math.max(1, all.length)));
  const x = (time: number): number => left + ((time - window.from) / (window.to - window.from)) * (width - left - 8);
  const lanes = all.map((series, lane) => {
    const shown = shownOf(panel, series.name, series.refId);
    const blocks = stretchesOf(series, Number(shown.custom["spanNulls"] ?? 0), window.to).map(({ from, to, value }) => {
      const { text, color = "#ccc" } = written(value, shown, window.to);
      const [start, wide] = [x(Math.max(from, window.from)), Math.max(1, x(to) - x(Math.max(from, window.from)))];
      const word =
        wide > text.length * 7
          ? `<text x="${start + 4}" y="${lane * tall + tall / 2 + 4}">${escapeHtml(text)}</text>`
          : "";
      return `<rect x="${start}" y="${lane * tall + 2}" width="${wide}" height="${tall - 4}" fill="${color}" opacity="0.75"/>${word}`;
    });
    return `<text x="${left - 6}" y="${lane * tall + tall / 2 + 4}" text-anchor="end">${escapeHtml(series.name)}</text>${blocks.join("")}`;
  });
  const times = [0, 1, 2, 3, 4].map((step) => window.from + ((window.to - window.from) * step) / 4);
  const inner = all.length * tall;
  const labels = times.map(
    (time) =>
      `<text x="${x(time)}" y="${inner + 16}" text-anchor="middle">${new Date(time).toISOString().slice(11, 16)}</text>`,
  );
  return `<svg width="${width}" height="${inner + 20}">${lanes.join("")}${labels.join("")}</svg>`;
}

/** A value holds until the next one, or until a bucket without one where the panel does not bridge it. */
function stretchesOf({ times, values }: Series, bridged: number, end: number): readonly Stretch[] {
  const all: Stretch[] = [];
  let open: Stretch | undefined;
  for (const [at, time] of times.entries()) {
    const value = values[at] ?? null;
    if (value === null) {
      const next = times.findIndex((_, later) => later > at && values[later] !== null);
      const resumes = times[next] ?? end;
      if (open !== undefined && resumes - open.to > bridged) open = undefined;
      continue;
    }
    if (open !== undefined && open.value === value) open.to = times[at + 1] ?? end;
    else {
      open = { from: time, to: times[at + 1] ?? end, value };
      all.push(open);
    }
  }
  return all;
}
