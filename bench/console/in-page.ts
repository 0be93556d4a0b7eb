import type UPlot from "uplot";

/** What runs inside the pages that are measured: each function is sent there as its text, so it stands on its own. */
declare global {
  interface Window {
    uPlot: typeof UPlot;
    seen: number[];
  }
}

/** Whether no more than some hours stand in the chart. */
export function hourDrawn(): boolean {
  const drawn = document.querySelector<HTMLElement>("[data-drawn]")?.dataset["drawn"] ?? "";
  const [from = 0, to = 0] = drawn.split(" ").map(Number);
  return to > from && to - from < 10_000_000;
}

/** Asks for the year and answers how long it took until it stood in the chart, ms. */
export function yearDrawn(): Promise<number> {
  return new Promise((resolve) => {
    const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "year");
    const begun = performance.now();
    const look = (): void => {
      const drawn = document.querySelector<HTMLElement>("[data-drawn]")?.dataset["drawn"] ?? "";
      const [from = 0, to = 0, points = 0] = drawn.split(" ").map(Number);
      if (to - from > 300 * 86_400_000 && points > 500) resolve(performance.now() - begun);
      else requestAnimationFrame(look);
    };
    button?.click();
    look();
  });
}

/** Draws so many points with plain uPlot, and answers how long it took, ms. */
export function plainYear(rows: number): Promise<number> {
  const minute = 60;
  const begin = Math.floor(Date.now() / 1_000) - rows * minute;
  const time = Float64Array.from({ length: rows }, (_, at) => begin + at * minute);
  const value = Float64Array.from({ length: rows }, (_, at) => {
    return Math.sin(at / 118) + 2 * Math.sin(at / 83_000) + ((at * 7919) % 101) / 500;
  });
  const place = document.querySelector<HTMLElement>("#charts");
  place?.replaceChildren();
  return new Promise((resolve) => {
    const begun = performance.now();
    const draw = (): void => {
      requestAnimationFrame(() => resolve(performance.now() - begun));
    };
    new window.uPlot(
      { width: 1_200, height: 280, series: [{}, { stroke: "#2f4858", width: 2 }], hooks: { draw: [draw] } },
      [time, value] as unknown as UPlot.AlignedData,
      place ?? document.body,
    );
  });
}

/** Notes how old the probe is each time when it changes on the page; its value is the time of day in seconds. */
export function watchProbe(isBare: boolean): void {
  const place = document.querySelector(".big");
  if (place === null) throw new Error("the page shows no value");
  window.seen = [];
  let last = "";
  if (isBare && document.body.dataset["streams"] === undefined) {
    document.body.dataset["streams"] = "yes";
    new EventSource("/stream").onmessage = ({ data }) => {
      place.textContent = `${JSON.parse(data)[0].value} m`;
    };
  }
  new MutationObserver(() => {
    const text = /^[\d.,]+/.exec(place.textContent ?? "")?.[0] ?? "";
    if (text === last || text === "") return;
    last = text;
    const measured = Number(text.replaceAll(",", "")) * 1_000;
    // What was changed is on the screen when the frame after it begins.
    requestAnimationFrame(() => window.seen.push((((Date.now() - measured) % 100_000) + 100_000) % 100_000));
  }).observe(place, { childList: true, characterData: true, subtree: true });
}

/** What was noted since. */
export function latencies(): readonly number[] {
  return window.seen;
}

/** Puts so many plain charts on the page, each moved ten times a second over the last hour of one point a second. */
export function plainCharts(count: number): void {
  const place = document.querySelector<HTMLElement>("#charts") ?? document.body;
  const start = Math.floor(Date.now() / 1_000) - 3_600;
  const time = Array.from({ length: 3_600 }, (_, at) => start + at);
  const plots = Array.from({ length: count }, (_, index) => {
    const value = time.map((at) => Math.sin(at / 50 + index) * 90);
    const options = { width: 600, height: 220, series: [{}, { stroke: "#2f4858", width: 2 }] };
    return { value, plot: new window.uPlot(options, [time, value], place) };
  });
  setInterval(() => {
    time.push(Date.now() / 1_000);
    time.shift();
    for (const [index, { value, plot }] of plots.entries()) {
      value.push(Math.sin(Date.now() / 500 + index) * 90);
      value.shift();
      plot.setData([time, value]);
    }
  }, 100);
}

/** Frames a second in a time of so many ms. */
export function frames(takes: number): Promise<number> {
  return new Promise((resolve) => {
    const begun = performance.now();
    let count = 0;
    const next = (): void => {
      count += 1;
      const took = performance.now() - begun;
      if (took < takes) requestAnimationFrame(next);
      else resolve((count * 1_000) / took);
    };
    requestAnimationFrame(next);
  });
}
