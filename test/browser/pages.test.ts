import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { consoleAssets } from "../../cli/io/package-files.ts";
import { axeFaults, launchChromium, overflowOf } from "../support/browser.ts";
import { ConsolePreview } from "../support/console-preview.ts";
import { until } from "../support/until.ts";

const pictures = "test-output/pictures";
const site = "gemaal-oostpolder";
const level = `${site}/site/level-inside`;
const paths = {
  overview: "/overview",
  site: `/site/${site}`,
  alarms: "/alarms",
  trends: `/trends?v=${level}&v=school-de-linde/site/co2`,
  explain: `/explain?subject=pump-1.pump-failed&site=${site}`,
  pipeline: "/pipeline",
};
const readers = [
  { locale: "en-GB", colorScheme: "light" },
  { locale: "nl-NL", colorScheme: "dark" },
] as const;
const widths = [390, 1440, 2560];

let preview: ConsolePreview;
let browser: Browser;
const complaints: string[] = [];
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  const faults = [`${site}/vfd-1=stop`];
  [preview, browser] = await Promise.all([
    ConsolePreview.open({ lived: 10 * 60_000, faults, assets: consoleAssets }),
    launchChromium(),
  ]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await preview?.[Symbol.asyncDispose]();
});

/** A page of somebody who is logged in; everything their browser complains of is kept. */
async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(preview.login);
  await page.locator("h1").waitFor();
  return page;
}

/** Opens a page's address and waits until what it shows has come. */
async function visit(page: Page, path: string): Promise<void> {
  await page.goto(new URL(path, page.url()).href);
  await page.locator("h1").waitFor();
  await until("the sites are there", () => page.evaluate(() => document.querySelector(".clock") !== null));
  await until("nothing is awaited", async () => (await page.locator("[aria-busy=true]").count()) === 0);
}

describe.each(readers)("for a reader of $locale, $colorScheme", ({ locale, colorScheme }) => {
  let page: Page;
  beforeAll(async () => {
    page = await open(await browser.newContext({ locale, colorScheme }));
  });
  afterAll(() => page.context().close());

  test.each(Object.entries(paths))(
    "%s is whole and accessible on a phone, a desk and a wide screen",
    async (name, path) => {
      for (const width of widths) {
        await page.setViewportSize({ width, height: width < 500 ? 844 : 1200 });
        await visit(page, path);
        expect.soft(await axeFaults(page), `axe at ${width}`).toEqual([]);
        expect.soft(await overflowOf(page), `overflow at ${width}`).toBe(0);
        await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}-${locale.slice(0, 2)}.png`) });
      }
      expect(complaints).toEqual([]);
    },
  );
});

describe("by keyboard alone", () => {
  let page: Page;
  beforeAll(async () => {
    page = await open(await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } }));
  });

  test("the first stop skips to the page", async () => {
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("page");
  });

  test.each([
    ["a", "/alarms", "Alarms"],
    ["t", "/trends", "Trends"],
    ["e", "/explain", "Explain"],
    ["p", "/pipeline", "Pipeline"],
    ["o", "/overview", "Overview"],
  ])("g %s goes to %s, and the reader is told where", async (key, path, heading) => {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
    expect(await page.title()).toBe(`${heading} · homeostat`);
    const current = page.getByRole("navigation", { name: "Pages" }).locator("[aria-current=page]");
    expect(await current.textContent()).toContain(heading);
    await until("the focus is at the page", () => page.evaluate(() => document.activeElement?.id === "page"));
  });

  test("? opens help, which keeps no accessibility fault and closes on Escape; the way back leads back", async () => {
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Settings and help" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(new URL(page.url()).pathname).toBe("/overview");
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Pipeline" }).waitFor();
  });
});

describe("what was chosen", () => {
  test("is kept for the next visit: language, colours, and whether keys lead anywhere", async () => {
    const page = await open(await browser.newContext({ locale: "en-GB", colorScheme: "light" }));
    await page.getByRole("button", { name: "Settings and help" }).click();
    await page.getByLabel("Nederlands").check();
    await page.getByLabel("donker").check();
    await page.getByLabel("Deze toetsen gebruiken").uncheck();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Overzicht" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("nl");
    expect(await page.evaluate(() => getComputedStyle(document.body).colorScheme)).toBe("dark");
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    expect(new URL(page.url()).pathname).toBe("/overview");
    await page.context().close();
  });
});

describe("on a wall", () => {
  test("there is no navigation, the type is big, and the clock and its age are shown", async () => {
    const page = await open(await browser.newContext({ locale: "en-GB", viewport: { width: 1920, height: 1080 } }));
    const size = () =>
      page.locator("main h1").evaluate((heading) => Number.parseFloat(getComputedStyle(heading).fontSize));
    const before = await size();
    await page.goto(new URL("/overview?wall", page.url()).href);
    await page.getByText(/server heard .* ago/).waitFor();
    expect(await page.getByRole("navigation").count()).toBe(0);
    expect(await size()).toBeGreaterThan(before * 1.2);
    expect(await axeFaults(page)).toEqual([]);
    await page.screenshot({ path: join(pictures, "wall-1920.png") });
    await page.getByRole("button", { name: "Leave the wall" }).click();
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    expect(new URL(page.url()).search).toBe("");
    await page.context().close();
  });
});

describe("a stranger", () => {
  test.each(Object.values(paths))("is told how to log in at %s", async (path) => {
    const { origin } = new URL(preview.login);
    const response = await fetch(`${origin}${path}`);
    expect([response.status, await response.text()]).toEqual([401, expect.stringContaining("one-time link")]);
  });

  test("and one who is logged in finds no page where there is none", async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(preview.login);
    const response = await page.goto(new URL("/nowhere", page.url()).href);
    expect(response?.status()).toBe(404);
    await page.context().close();
  });
});
