import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sitesAt } from "../../cli/io/load-files.ts";
import { knownSites } from "../../cli/known-sites.ts";
import { boardFiles } from "../../dashboards/grafana/boards.ts";
import { choicesOf } from "../support/boards/choices.ts";
import { boardPage } from "../support/boards/page.ts";
import { launchChromium } from "../support/browser.ts";
import { duckdbStore, type QueryStore } from "../support/query-stores.ts";
import { type SimulatedCommons, simulatedCommons } from "../support/simulated-commons.ts";

const out = "test-output/boards";
const sites = knownSites(sitesAt(join(import.meta.dirname, "../../examples/lage-landen")));
const boards = [
  ...boardFiles("en").map(({ file, board }) => ({ file, board })),
  ...boardFiles("en", sites).map(({ file, board }) => ({ file: file.replace(".json", "-named.json"), board })),
];
/** What may be empty after a quarter of an hour: means of a day, states of a site that fell silent, and what went well. */
const mayBeEmpty =
  /mean of 24 hours|pm25-day|late in each minute|homeostat-(energy|air) 9 Gap|homeostat-air [1-4] |homeostat-energy 4 |homeostat-(viability 1|alarms 31|pipeline 31) school/;

describe("what the boards show", () => {
  let commons: SimulatedCommons;
  let store: QueryStore;
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(out, { recursive: true });
    commons = await simulatedCommons(15 * 60_000);
    store = await duckdbStore(commons.rows);
    browser = await launchChromium();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await store?.close();
  });

  it.each(boards)("$file is drawn, and no panel is empty that should not be", async ({ file, board }) => {
    const ask = (query: string, now: number) => store.query(query, now);
    const drawn = await boardPage(board, { window: commons, variables: await choicesOf(board, commons, ask), ask });
    const page = await browser.newPage({ viewport: { width: 1420, height: 900 } });
    await page.setContent(drawn.html);
    await page.screenshot({ path: join(out, file.replace(".json", ".png")), fullPage: true });
    expect(await page.locator("article").count()).toBe(drawn.panels);
    await page.close();
    expect(drawn.empty.filter((panel) => !mayBeEmpty.test(panel))).toEqual([]);
  });
});
