import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { EpochMs } from "../../../core/time.ts";
import type { RangeEvent } from "../../../core/wire/events.ts";
import { history } from "../api.ts";
import type { Value } from "../live/site.ts";
import { isOld, sites, worldNow } from "../live/state.ts";
import { minute, number, unitText } from "../texts/words.ts";
import { drawBands, padded } from "./bands.ts";
import type { ChartProps } from "./chart.tsx";
import { colourAt } from "./colours.ts";
import { FrameQueue } from "./frame-queue.ts";
import { LiveLine, type Point } from "./live-line.ts";

const hour = 3_600_000;
const height = 220;
/** How many slots a line is thinned to: about as many as a chart has pixels. */
const slots = 1_200;
/** What is so near to the screen, px, is drawn: it may be scrolled into sight before the next frame. */
const near = "200px";

const queue = new FrameQueue({ next: requestAnimationFrame.bind(window), now: () => performance.now() });

/**
 * Draws a variable into a place, follows its newest value where the window reaches to now, and returns how to stop. Gaps stay
 * gaps. A value that is sent on change holds until the next one, so the line is drawn in steps, and to this moment while its
 * site is heard. What is out of sight is drawn once, and again when it comes into sight or is printed.
 */
export function draw(element: HTMLElement, { site, path, name, unit, window }: ChartProps): () => void {
  const range = (): RangeEvent | undefined => sites.value[site]?.ranges[path];
  const span = () => window ?? { from: worldNow.value - hour, to: worldNow.value };
  const line = new LiveLine((window === undefined ? hour : window.to - window.from) / slots);
  const plot = new uPlot(options(element, { name, unit, range }), [[], []], element);
  const show = (): void => {
    const { from, to } = span();
    line.dropBefore(from);
    plot.batch(() => {
      plot.setData(line.data(heldUntilNow(line.last, { site, path, to })), false);
      plot.setScale("x", { min: from / 1000, max: to / 1000 });
    });
  };
  let inSight = false;
  const sight = new IntersectionObserver(
    (entries) => {
      inSight = entries.at(-1)?.isIntersecting === true;
      if (inSight) queue.add(show);
    },
    { rootMargin: near },
  );
  sight.observe(element);
  addEventListener("beforeprint", show);
  let last: Value | undefined;
  const stopLive = sites.subscribe((all) => {
    const value = all[site]?.values[path];
    if (value === undefined || value === last) return;
    last = value;
    line.push([value.measuredAt, value.value]);
  });
  let gone = false;
  let asked = false;
  const stopTick = worldNow.subscribe((now) => {
    if (now > 0 && !asked) {
      asked = true;
      void history({ site, path, ...span() }).then((recorded) => {
        line.join(recorded);
        if (!gone) queue.add(show);
      });
    }
    if (inSight) queue.add(show);
  });
  const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
  resize.observe(element);
  return () => {
    gone = true;
    queue.delete(show);
    stopLive();
    stopTick();
    sight.disconnect();
    removeEventListener("beforeprint", show);
    resize.disconnect();
    plot.destroy();
  };
}

interface Held {
  readonly site: string;
  readonly path: string;
  readonly to: EpochMs;
}

/** The newest value again at this moment; nothing for one that is outdated or missing, or a time that is over. */
function heldUntilNow(last: Point | undefined, { site, path, to }: Held): Point | undefined {
  const known = sites.value[site];
  const value = known?.values[path];
  const now = worldNow.value;
  if (known === undefined || value === undefined || last === undefined || last[1] === null) return undefined;
  return last[0] < now && now <= to && !isOld(known, value) ? [now, last[1]] : undefined;
}

interface DrawOptions {
  readonly name: string;
  readonly unit: string;
  readonly range: () => RangeEvent | undefined;
}

function options(element: HTMLElement, { name, unit, range }: DrawOptions): uPlot.Options {
  const colour = colourAt(element);
  const axis = { stroke: () => colour("--ink"), grid: { stroke: () => colour("--grid"), width: 1 } };
  return {
    width: element.clientWidth || 320,
    height,
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
    hooks: { drawClear: [(plot) => drawBands(plot, range(), colour)] },
  };
}

/** A value holds until the next one. */
const stepped = uPlot.paths.stepped?.({ align: 1 });
