import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { padded } from "../../parts/bands.ts";
import { colourAt } from "../../parts/colours.ts";
import { unitText } from "../../texts/words.ts";
import { levelText, momentSpace, momentText } from "./axis-words.ts";
import { LivePicture } from "./live-picture.ts";
import type { PanelEvents, PanelHandle, PanelInput, PanelPicture } from "./panel-input.ts";
import { drawBehind, drawOver } from "./panel-layers.ts";
import { lineAt } from "./panels.ts";

const height = 280;
/** Width of the axis with its label, px: the lane of marks above begins where the chart does. */
const axisSize = 58;
const labelSize = 22;

/** Draws a panel into a place, and follows its newest values where its window moves on. */
export function drawPanel(element: HTMLElement, input: PanelInput, events: PanelEvents): PanelHandle {
  let picture: PanelPicture = { window: input.window, lines: [], range: undefined, marks: [] };
  const plot = new uPlot(optionsOf(element, input, { picture: () => picture, events }), [[], []], element);
  const live = new LivePicture(input, (next) => {
    picture = next;
    const { from, to } = next.window;
    plot.batch(() => {
      plot.setData(dataOf(next), false);
      plot.setScale("x", { min: from / 1000, max: to / 1000 });
    });
  });
  const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
  resize.observe(element);
  return {
    update: (next) => live.update(next),
    point: (at) => {
      const left = at === null ? -10 : plot.valToPos(at / 1000, "x");
      plot.setCursor({ left, top: at === null ? -10 : 0 }, false);
    },
    destroy: () => {
      live.stop();
      resize.disconnect();
      plot.destroy();
    },
  };
}

function dataOf({ lines }: PanelPicture): uPlot.AlignedData {
  const tables = lines.map(({ drawn: { time, mean } }): uPlot.AlignedData => [time.map((at) => at / 1000), [...mean]]);
  const [only] = tables;
  if (only === undefined) return [[]];
  // A hole in one line stays a hole also where another has points.
  return tables.length === 1
    ? only
    : uPlot.join(
        tables,
        tables.map(() => [0, 2]),
      );
}

/** What stands on the canvas, for those who cannot see it: from when to when, and how many points. */
function drawnWords({ window: { from, to }, lines }: PanelPicture): string {
  return [from, to, lines.reduce((sum, { drawn }) => sum + drawn.time.length, 0)].join(" ");
}

interface Parts {
  readonly picture: () => PanelPicture;
  readonly events: PanelEvents;
}

function optionsOf(element: HTMLElement, { variables }: PanelInput, { picture, events }: Parts): uPlot.Options {
  const colour = colourAt(element);
  const isContact = variables[0]?.unit === "bool";
  const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const font = `${Math.round(0.75 * size)}px system-ui, sans-serif`;
  const axis = {
    font,
    labelFont: `bold ${font}`,
    stroke: () => colour("--ink"),
    grid: { stroke: () => colour("--grid"), width: 1 },
  };
  return {
    width: element.clientWidth || 320,
    height,
    padding: [8, 22, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { show: false } },
    scales: { y: { range: () => (isContact ? [-0.2, 1.2] : rangeOf(picture())) } },
    axes: [
      {
        ...axis,
        space: (_plot, _axis, from, to) => momentSpace(to - from),
        values: (_plot, seconds, _axis, _space, step) => seconds.map((at) => momentText(at, step)),
      },
      {
        ...axis,
        ...(isContact ? { splits: () => [0, 1] } : {}),
        values: (_plot, levels) => levels.map((level) => levelText(level, isContact, picture())),
        label: isContact ? "" : unitText(variables[0]?.unit),
        labelSize,
        size: axisSize,
      },
    ],
    series: [{}, ...variables.map((variable, index) => seriesOf(variable.name, index, { colour, picture }))],
    hooks: {
      drawClear: [(plot) => drawBehind(plot, picture(), colour)],
      draw: [
        (plot) => {
          drawOver(plot, picture(), colour);
          element.dataset["drawn"] = drawnWords(picture());
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          const at = (px: number): number => plot.posToVal(px, "x") * 1000;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          events.onMarked(at(left), at(left + width));
        },
      ],
      setCursor: [
        (plot) => {
          const { left, event } = plot.cursor;
          if (event != null && left != null && left >= 0) events.onPoint(plot.posToVal(left, "x") * 1000);
        },
      ],
    },
  };
}

type Look = Pick<Parts, "picture"> & { readonly colour: (token: string) => string };

function seriesOf(label: string, index: number, { colour, picture }: Look): uPlot.Series {
  const { dash, width } = lineAt(index);
  return {
    label,
    stroke: () => colour("--line"),
    width,
    dash: [...dash],
    points: { show: false },
    // A reading holds until the next one; between the means of buckets a line is drawn.
    paths: (...place) => (picture().lines[index]?.enveloped === false ? stepped : linear)?.(...place) ?? null,
  };
}

const stepped = uPlot.paths.stepped?.({ align: 1 });
const linear = uPlot.paths.linear?.();

/** The axis shows every least and greatest, and the healthy band whole. */
function rangeOf({ lines, range }: PanelPicture): [number, number] {
  let low: number | null = null;
  let high: number | null = null;
  for (const { drawn } of lines) {
    for (const one of drawn.min) if (one != null && (low === null || one < low)) low = one;
    for (const one of drawn.max) if (one != null && (high === null || one > high)) high = one;
  }
  return padded(low, high, range);
}
