import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { consoleAssets } from "../../cli/io/package-files.ts";
import { axeFaults, launchChromium } from "../support/browser.ts";
import { ConsolePreview } from "../support/console-preview.ts";
import { until } from "../support/until.ts";

const pictures = "test-output/pictures";
const site = "gemaal-oostpolder";
const inside = `${site}/site/level-inside`;
const outside = `${site}/site/level-outside`;
const hour = 3_600_000;

let preview: ConsolePreview;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  const faults = [`${site}/vfd-1=stop`];
  [preview, browser] = await Promise.all([
    ConsolePreview.open({ lived: 15 * 60_000, faults, assets: consoleAssets }),
    launchChromium(),
  ]);
  page = await (await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(preview.login);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await preview?.[Symbol.asyncDispose]();
});

const query = (): URLSearchParams => new URL(page.url()).searchParams;

async function visit(path: string): Promise<void> {
  await page.goto(new URL(path, preview.login).href);
  await page.getByRole("heading", { level: 1, name: "Trends" }).waitFor();
  await until("nothing is awaited", async () => (await page.locator("[aria-busy=true]").count()) === 0, 20_000);
}

/** How many points of a chart's picture are not of its background. */
const inked = (): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.querySelector("canvas");
    const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let count = 0;
    for (let at = 3; at < pixels.length; at += 4) if (pixels[at] !== 0) count += 1;
    return count;
  });

describe("trends", () => {
  test("a variable is found by typing and added by keyboard alone; one of the same unit joins its chart", async () => {
    await visit("/trends");
    const box = page.getByRole("combobox", { name: "Add a variable" });
    await box.focus();
    await page.keyboard.type("level polder side");
    await page.getByRole("option", { name: /Water level, polder side/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await until("it is in the address", () => query().getAll("v").join() === inside);
    await page.getByRole("combobox").focus();
    await page.keyboard.type("level canal side");
    await page.getByRole("option", { name: /Water level, canal side/ }).waitFor();
    await page.keyboard.press("Enter");
    await until("both are in the address", () => query().getAll("v").join() === [inside, outside].join());
    await page
      .getByRole("img", { name: /polder side.*canal side/ })
      .locator("canvas")
      .waitFor();
    expect(await page.locator("canvas").count()).toBe(1);
    await until("something is drawn", async () => (await inked()) > 1_000);
  });

  test("what stood at a moment is told in a table, moved by the keyboard; the end is now", async () => {
    await visit(`/trends?v=${inside}`);
    const row = page.locator("article.panel tr", { hasText: "Water level, polder side" });
    await row.filter({ hasText: /-2\.\d+ m.*old.*good/ }).waitFor();
    await row.filter({ hasText: /target -2\.\d+ · healthy -2\.\d+ to -2\.\d+/ }).waitFor();
    const line = page.getByLabel("Read at");
    await line.focus();
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("columnheader", { name: "Value" }).waitFor();
    await page.keyboard.press("Home");
    await row.filter({ hasText: "nothing stored" }).waitFor();
    await page.keyboard.press("End");
    await page.getByRole("columnheader", { name: "Now" }).waitFor();
  });

  test("a time that is past is read at its own end, not now; what no site has is said to be unknown", async () => {
    const to = preview.now - 300_000;
    await visit(`/trends?v=${inside}&from=${to - 300_000}&to=${to}`);
    const row = page.locator("article.panel tr", { hasText: "Water level, polder side" });
    await page.getByRole("columnheader", { name: "Value" }).waitFor();
    await row.filter({ hasText: /-2\.\d+ m.*\d\d:\d\d:\d\d.*good/ }).waitFor();
    expect(await row.textContent()).not.toMatch(/\bold\b/);
    await visit(`/trends?v=${site}/site/nonsense`);
    await page.getByText(`No variable ${site}/site/nonsense is known.`).waitFor();
  });

  test("time is stepped through, zoomed and followed again; a drag over the chart zooms in", async () => {
    await visit(`/trends?v=${inside}&last=day`);
    await page.getByRole("button", { name: "day" }).and(page.locator("[aria-pressed=true]")).waitFor();
    await page.getByRole("button", { name: "Earlier" }).click();
    await until("the address has both ends", () => query().has("from") && query().has("to"));
    const span = (): number => Number(query().get("to")) - Number(query().get("from"));
    expect(span()).toBe(24 * hour);
    await page.getByRole("button", { name: "Zoom in" }).click();
    await until("half of it is left", () => span() === 12 * hour);
    const over = await page.locator(".u-over").boundingBox();
    if (over === null) throw new Error("the chart has no place");
    await page.mouse.move(over.x + over.width * 0.25, over.y + 40);
    await page.mouse.down();
    await page.mouse.move(over.x + over.width * 0.5, over.y + 40, { steps: 5 });
    await page.mouse.up();
    await until("a quarter of that is left", () => Math.abs(span() - 3 * hour) < hour / 4);
    await page.getByRole("button", { name: "Follow live" }).click();
    await page.getByText("Follows live.").waitFor();
    expect([query().has("from"), query().get("v")]).toEqual([false, inside]);
  });

  test("a beginning after the end is refused in words", async () => {
    await visit(`/trends?v=${inside}`);
    await page.getByLabel("From", { exact: true }).fill("2031-01-01T00:00:00");
    await page.getByRole("alert").filter({ hasText: "must lie before the end" }).waitFor();
    expect(await page.getByRole("button", { name: "Show" }).isDisabled()).toBe(true);
  });

  test("what happened is marked over the chart, said by arrow keys, and listed beneath", async () => {
    await visit(`/trends?v=${inside}`);
    const lane = page.getByRole("toolbar", { name: /Marks of what happened/ });
    await lane.getByRole("button").first().waitFor();
    const signs = await lane.getByRole("button").count();
    await lane.locator("[tabindex='0']").focus();
    await page.keyboard.press("ArrowLeft");
    const said = await page.locator(".told").textContent();
    expect(said).toMatch(/\d\d:\d\d:\d\d (alarm|decision|gap): .{5,}/);
    expect(signs).toBeGreaterThan(0);
    await page.getByText(/What happened in this time \(\d+\)/).click();
    const rows = page.locator("details.happened tbody tr");
    expect(await rows.count()).toBeGreaterThanOrEqual(signs);
    expect(await axeFaults(page)).toEqual([]);
  });

  test("a picture is saved as PNG, and the readings as CSV", async () => {
    await visit(`/trends?v=${inside}`);
    await until("something is drawn", async () => (await inked()) > 1_000);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save picture" }).click();
    const file = await (await download).path();
    const bytes = readFileSync(file);
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(600);
    const csv = page.waitForEvent("download");
    await page.getByRole("link", { name: /Export Water level, polder side as CSV/ }).click();
    const text = readFileSync(await (await csv).path(), "utf8").split("\r\n");
    expect(text[0]).toBe("time,region,site,device,variable,unit,value,quality,reason");
    expect(text[1]).toMatch(new RegExp(`^\\d{4}-.*Z,[a-z-]+,${site},site,level-inside,m,-2\\.\\d+,good,`));
    await page.screenshot({ path: join(pictures, "trends-1280.png"), fullPage: true });
  });
});
