import type { Page } from "playwright-core";
import { frames, hourDrawn, latencies, plainCharts, plainYear, watchProbe, yearDrawn } from "../console/in-page.ts";
import { chartCount, chartSite, perMessage, probeSite, yearPath, yearRows } from "../console/orders.ts";
import { ConsoleRig } from "../console/rig.ts";
import { type Figure, inTurn, quantile } from "../result.ts";

const runs = 5;
const liveRuns = 3;
/** Readings a second that the page is shown. */
const liveRate = 100_000;
/** ms of one measurement, and before it. */
const liveTakes = 6_000;
const settles = 2_000;

/** From the address to the first paint, beside a bare page with a script and a style. */
export async function firstPaint(): Promise<readonly Figure[]> {
  await using rig = await ConsoleRig.open();
  const ours = async (): Promise<number> => painted(await rig.console(), rig.at("/overview"));
  const peer = async (): Promise<number> => painted(await rig.browser.newPage(), rig.ready.bare);
  await ours();
  await peer();
  const words = { name: "console/first-paint", unit: "ms", peer: "bare Fastify static route" };
  return [await inTurn({ ...words, lowerIsBetter: true }, runs, { ours, peer })];
}

async function painted(page: Page, address: string): Promise<number> {
  await page.goto(address);
  await page.locator("h1").waitFor();
  const at = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries())
            if (name === "first-contentful-paint") resolve(startTime);
        }).observe({ type: "paint", buffered: true });
      }),
  );
  await page.close();
  return at;
}

/** A year of one-minute data: from the wish to the drawn chart, question to the store included; beside plain uPlot that has it all. */
export async function year(): Promise<readonly Figure[]> {
  await using rig = await ConsoleRig.open("year");
  const page = await rig.console();
  await page.goto(rig.at(`/trends?v=${yearPath}`));
  const bare = await rig.browser.newPage();
  await bare.goto(rig.ready.bare);
  const ours = async (): Promise<number> => {
    await page.getByRole("button", { name: "hour" }).click();
    await page.waitForFunction(hourDrawn);
    return page.evaluate(yearDrawn);
  };
  const peer = (): Promise<number> => bare.evaluate(plainYear, yearRows);
  await ours();
  await peer();
  const words = { name: "console/year", unit: "ms", peer: "plain uPlot, all points in memory" };
  return [await inTurn({ ...words, lowerIsBetter: true }, runs, { ours, peer })];
}

/** From measured to on the screen while so much arrives, beside a page that is sent the one variable alone. */
export async function liveLatency(): Promise<readonly Figure[]> {
  await using rig = await ConsoleRig.open();
  const page = await rig.console();
  await page.goto(rig.at(`/site/${probeSite}`));
  await page.locator(".big").first().waitFor();
  const bare = await rig.browser.newPage();
  await bare.goto(rig.ready.bare);
  await rig.feed(liveRate / perMessage);
  const measure = async (shown: Page, isBare: boolean): Promise<number> => {
    await shown.bringToFront();
    await shown.waitForTimeout(settles);
    await shown.evaluate(watchProbe, isBare);
    await shown.waitForTimeout(liveTakes);
    const seen = await shown.evaluate(latencies);
    if (seen.length < 20) throw new Error(`only ${seen.length} changes were seen on the page in ${liveTakes} ms`);
    return quantile(seen, 0.99);
  };
  const words = { name: "console/live-p99", unit: "ms", peer: "bare Fastify SSE of one variable" };
  const figure = await inTurn({ ...words, lowerIsBetter: true }, liveRuns, {
    ours: () => measure(page, false),
    peer: () => measure(bare, true),
  });
  const fed = await rig.feed(0);
  if (fed < 0.9 * liveRate) throw new Error(`only ${Math.round(fed)} readings/s were fed`);
  return [figure];
}

/** Fifty charts that all move, beside fifty plain uPlots; neither page is there while the other is measured. */
export async function liveCharts(): Promise<readonly Figure[]> {
  await using rig = await ConsoleRig.open("hour");
  const ours = async (): Promise<number> => {
    const page = await rig.console();
    await page.goto(rig.at(`/site/${chartSite}`));
    const charts = page.locator("canvas");
    await charts.nth(chartCount - 1).waitFor();
    // Charts are drawn where they can be seen.
    await charts.first().evaluate((chart) => chart.scrollIntoView());
    return framesOf(page);
  };
  const peer = async (): Promise<number> => {
    const page = await rig.browser.newPage();
    await page.goto(rig.ready.bare);
    await page.evaluate(plainCharts, chartCount);
    return framesOf(page);
  };
  const words = { name: "console/live-charts", unit: "frames/s", peer: "50 plain uPlots" };
  return [await inTurn({ ...words, lowerIsBetter: false }, liveRuns, { ours, peer })];
}

async function framesOf(page: Page): Promise<number> {
  await page.waitForTimeout(settles);
  const seen = await page.evaluate(frames, liveTakes);
  await page.close();
  return seen;
}
