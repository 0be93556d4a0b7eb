import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { consoleAssets } from "../../cli/io/package-files.ts";
import { axeFaults, launchChromium, overflowOf } from "../support/browser.ts";
import { ConsolePreview } from "../support/console-preview.ts";
import { regionPicture } from "../support/region-picture.ts";
import { until } from "../support/until.ts";

const pictures = "test-output/pictures";
const site = "gemaal-oostpolder";

let preview: ConsolePreview;
let browser: Browser;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  [preview, browser] = await Promise.all([
    ConsolePreview.open({ lived: 10 * 60_000, faults: [`${site}/vfd-1=stop`], assets: consoleAssets }),
    launchChromium(),
  ]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await preview?.[Symbol.asyncDispose]();
});

/** A page of somebody who is logged in, after what `prepare` does to it. */
async function open(
  path: string,
  options: BrowserContextOptions = {},
  prepare: (page: Page) => Promise<unknown> = async () => undefined,
): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 1000 }, ...options });
  const page = await context.newPage();
  await prepare(page);
  await page.goto(preview.login);
  await page.goto(new URL(path, page.url()).href);
  await page.locator("h1").waitFor();
  return page;
}

const card = (page: Page, name: string): Locator =>
  page.locator("article", { has: page.getByRole("heading", { name, exact: true }) });
const shows = (place: Locator, text: string | RegExp) => place.filter({ hasText: text }).first().waitFor();
/** The seconds that a countdown still shows. */
async function secondsLeft(place: Locator): Promise<number> {
  const [minutes = "", seconds = ""] = ((await place.locator(".countdown").textContent()) ?? "").split(":");
  return 60 * Number(minutes) + Number(seconds);
}

describe("the site's schematic", () => {
  test("leads from what reflexes read to what they move, shows state, mode and bands; on a phone it is a list", async () => {
    const page = await open(`/site/${site}`);
    const arrows = page.locator(".arrows path.arrow");
    await until("four arrows are drawn", async () => {
      const paths = await arrows.evaluateAll((all) => all.map((path) => path.getAttribute("d") ?? ""));
      return paths.length === 4 && paths.every((path) => path.startsWith("M"));
    });
    await shows(page.locator(".input", { hasText: "Water level, polder side" }), /-2\.\d+ m.*good.*old/s);
    await page.locator(".input .gauge .pointer").first().waitFor({ state: "attached" });
    await shows(card(page, "Pump 1"), /stopped.*fault.*automatic · drain/s);
    await shows(card(page, "Pump 2"), /running \d+ %.*automatic · drain/s);
    await page.screenshot({ path: join(pictures, "schematic-1440.png"), fullPage: true });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.locator(".arrows").waitFor({ state: "hidden" });
    await card(page, "Pump 2").getByText("moved by: Water level, polder side").waitFor();
    expect(await overflowOf(page)).toBe(0);
    await page.context().close();
  });
});

describe("an override", () => {
  test("is three clicks from the overview, counts down, is told on the overview, and is given back", async () => {
    const page = await open("/overview");
    await page.locator(".tiles").getByRole("link", { name: "Gemaal Oostpolder" }).click();
    const siren = card(page, "Siren");
    await siren.getByText("Override").click();
    await siren.getByLabel("Reason").fill("siren test");
    await siren.getByRole("button", { name: "Stop" }).click();
    await shows(siren, /override · operator.*Stop · operator: siren test · lapses in/s);
    const before = await secondsLeft(siren);
    expect(before).toBeLessThanOrEqual(310);
    await until("it counts down", async () => (await secondsLeft(siren)) < before);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("link", { name: "Overview", exact: true }).click();
    const line = page.locator(".need", { hasText: "Siren: override by operator (siren test) lapses in" });
    await line.getByRole("link", { name: "Gemaal Oostpolder" }).click();
    await siren.getByRole("button", { name: "Give back" }).click();
    await shows(siren, "automatic");
    expect(await siren.locator(".held").count()).toBe(0);
    await page.context().close();
  });

  test("is reached, given and given back by keyboard alone", async () => {
    const page = await open(`/site/${site}`);
    const horn = card(page, "Start horn");
    await horn.locator("summary").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("keys only");
    for (const _ of ["to the lease", "to Run", "to Stop"]) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await shows(horn, /override · operator/);
    await horn.getByRole("button", { name: "Give back" }).focus();
    await page.keyboard.press("Enter");
    await shows(horn, "automatic");
    await page.context().close();
  });
});

test("an observer sees everything, no button that acts, and why", async () => {
  const observer = (page: Page) =>
    page.route("**/api/v1/me", (route) =>
      route.fulfill({ json: { name: "jan", role: "observer", csrf: "x", region: "r", version: "0", simulated: true } }),
    );
  const page = await open(`/site/${site}`, {}, observer);
  await page.getByText("You can look, not act: jan is logged in as an observer.").waitFor();
  await shows(card(page, "Pump 2"), /automatic/);
  for (const name of ["Acknowledge", "Put on", "Give back", "Run", "Stop", "Set"])
    expect(await page.getByRole("button", { name, exact: true }).count(), name).toBe(0);
  expect(await page.getByText("Simulator: make a fault").count()).toBe(0);
  await page.getByRole("link", { name: "Overview", exact: true }).click();
  await shows(page.locator(".need.alarm"), "pump-1.pump-failed");
  expect(await page.getByRole("button", { name: "Acknowledge" }).count()).toBe(0);
  await page.context().close();
});

describe("the overview", () => {
  test("puts first what needs somebody, and is calm once it is answered", async () => {
    const page = await open("/overview");
    const line = page.locator(".need.alarm");
    await shows(line, /medium · pump-1\.pump-failed.*Gemaal Oostpolder.*unacknowledged.*Read the fault code/s);
    expect(await line.count()).toBe(1);
    await page.screenshot({ path: join(pictures, "overview-needs.png"), fullPage: true });
    await line.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByText("Nothing needs you.").waitFor();
    await page.context().close();
  });

  test("tells of 850 sites what is outside and what is unknown, and folds away what is calm", async () => {
    const many = (page: Page) =>
      page.route("**/api/v1/stream**", (route) =>
        route.fulfill({
          contentType: "text/event-stream",
          body: regionPicture({ sites: 850, outside: 3, unknown: 2 }),
        }),
      );
    const page = await open("/overview", {}, many);
    await page.getByText("3 of 850 outside").first().waitFor();
    await page.getByText("2 unknown", { exact: false }).first().waitFor();
    await page.getByText("845 calm sites").waitFor();
    await page.getByText("3 variables are outside their viable range").waitFor();
    expect(await page.getByText("Nothing needs you.").count()).toBe(0);
    expect(await page.locator(".tiles > li").count()).toBe(5);
    const rows = page.locator("[aria-labelledby=overview-least] > .scrolls tbody tr");
    await until("the ten with the least room are named", async () => (await rows.count()) === 10);
    await shows(rows.first(), /outside the viable range/);
    await rows.first().getByRole("link").first().waitFor();
    for (const width of [390, 1440, 2560]) {
      await page.setViewportSize({ width, height: 1000 });
      expect(await overflowOf(page), `overflow at ${width}`).toBe(0);
    }
    expect(await axeFaults(page)).toEqual([]);
    await page.screenshot({ path: join(pictures, "overview-850.png"), fullPage: true });
    await page.context().close();
  });
});
