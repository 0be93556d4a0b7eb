import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFaults, launchChromium, overflowOf } from "../support/browser.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { exampleWaits, slack } from "../support/polder-story.ts";
import { until } from "../support/until.ts";

const speed = 3;
const pictures = "test-output/pictures";
const sitePage = "/site/gemaal-oostpolder";

let demo: Instance;
let browser: Browser;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  [demo, browser] = await Promise.all([startInstance({ speed }), launchChromium()]);
  desk = await open({ locale: "en-GB", colorScheme: "light", width: 1280 });
  phone = await open({ locale: "nl-NL", colorScheme: "dark", width: 390 });
});
afterAll(async () => {
  await browser?.close();
  await demo?.[Symbol.asyncDispose]();
});

interface Reader {
  readonly locale: string;
  readonly colorScheme: "light" | "dark";
  readonly width: number;
}

/** Somebody's browser, logged in by a link of their own; everything it complains of is kept. */
async function open({ locale, colorScheme, width }: Reader): Promise<Page> {
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  const { path } = (await demo.post("/api/v1/login-link", {})).body;
  await page.goto(new URL(path, demo.ready.http).href);
  await page.waitForURL(/\/overview$/);
  await page.goto(new URL(sitePage, demo.ready.http).href);
  return page;
}

let desk: Page;
let phone: Page;
const complaints: string[] = [];

const card = (page: Page, name: string): Locator =>
  page.locator("article", { has: page.getByRole("heading", { name, exact: true }) });
const shows = (place: Locator, text: string | RegExp, timeout = 10_000) =>
  place.filter({ hasText: text }).first().waitFor({ timeout });

/** An age as the page writes it, in ms. */
async function ageIn(place: Locator): Promise<number> {
  const text = (await place.locator(".age").first().textContent()) ?? "";
  const [, amount = "", unit = ""] = /([\d.,]+) (s|min|h|d)/.exec(text) ?? [];
  return (
    Number(amount.replace(",", ".")) * ({ s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 }[unit] ?? Number.NaN)
  );
}

describe("the console", () => {
  test("is opened by a one-time link that leaves a cookie no script can read", async () => {
    const [cookie] = await desk.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/" });
    expect(await desk.evaluate(() => document.cookie)).toBe("");
    expect(new URL(desk.url()).pathname).toBe(sitePage);
  });

  test("shows the level with its band and margin, and the pumps", async () => {
    const level = card(desk, "Water level, polder side");
    await shows(level, /−?-?2\.\d+ m.*good/s);
    await shows(level, /Margin 1 · healthy/);
    await shows(level, /target -2\.\d+ · healthy from -2\.\d+ to -2\.\d+/);
    expect(await level.locator("canvas").count()).toBe(1);
    for (const pump of ["Pump 1", "Pump 2"]) await shows(card(desk, pump), /stopped|running \d+ %/);
    await shows(desk.locator("body"), "No standing alarms.");
    expect(await desk.title()).toBe("Site · homeostat");
  });

  test("tells the level as the world goes on, without being loaded again", async () => {
    const shown = card(desk, "Water level, polder side").locator(".big");
    const level = async () => /^[−-]2\.\d+ m/.exec((await shown.textContent()) ?? "")?.[0];
    const before = await level();
    expect(before).toBeDefined();
    await desk.evaluate(() => Object.assign(globalThis, { loadedOnce: true }));
    await until("another level is told", async () => ![undefined, before].includes(await level()), 60_000);
    expect(await desk.evaluate(() => "loadedOnce" in globalThis)).toBe(true);
  });

  test("speaks the reader's language, and fits a phone", async () => {
    await shows(card(phone, "Water level, polder side"), /-2,\d+ m.*goed/s);
    await shows(phone.locator("body"), "Geen staande alarmen.");
    expect(await phone.locator("html").getAttribute("lang")).toBe("nl");
    expect(await overflowOf(phone)).toBe(0);
  });

  test("draws no chart that is out of sight, and draws it when it comes into sight", async () => {
    const chart = card(desk, "Water level, polder side").locator("canvas");
    const picture = (): Promise<string> => chart.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const seconds = async (count: number): Promise<void> => {
      for (let second = 0; second < count; second += 1) {
        const now = await desk.locator(".clock time").getAttribute("datetime");
        await desk.locator(`.clock time:not([datetime="${now}"])`).waitFor();
      }
    };
    await desk.setViewportSize({ width: 1280, height: 300 });
    await desk.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const { y = 0, height = 0 } = (await chart.boundingBox()) ?? {};
    expect(y + height).toBeLessThan(-200);
    await seconds(2);
    const unseen = await picture();
    await seconds(6);
    expect(await picture()).toBe(unseen);
    await chart.scrollIntoViewIfNeeded();
    await until("the chart has moved on", async () => (await picture()) !== unseen);
    await desk.setViewportSize({ width: 1280, height: 900 });
    await desk.evaluate(() => scrollTo(0, 0));
  });

  test("lists every value as it is now", async () => {
    await desk.getByText("Levels and other values").click();
    const row = desk.locator("tr", { has: desk.getByRole("rowheader", { name: "gauge-in-a/p1" }) });
    await until("the gauge's value is of now", async () => (await ageIn(row)) < 5_000);
    expect(await row.locator("td").first().textContent()).toMatch(/0\.\d+ bar/);
  });

  test.each(["en", "nl"])("is accessible with everything unfolded: %s", async (language) => {
    const page = language === "en" ? desk : phone;
    await page.locator("details").evaluateAll((all) => {
      for (const details of all) details.setAttribute("open", "");
    });
    expect(await axeFaults(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    await page.screenshot({ path: join(pictures, `${language}-unfolded.png`), fullPage: true });
  });
});

describe("what a newcomer sees", () => {
  test("pump 1 starts by itself", async () => {
    await shows(card(desk, "Pump 1"), /running \d+ %/, 60_000);
    await shows(desk.locator(".events"), /Pump 1 told: run at .* % · drain: .* above target/);
  });

  test("the fault button stops it, pump 2 takes over, and the alarm appears, first here, then at the region", async () => {
    const buttons = desk.locator(".buttons", { hasText: "Pump 1 (vfd-1)" });
    await buttons.getByRole("button", { name: "stop (trip)" }).click();
    await shows(desk.locator(".faults output"), "✓ Pump 1 (vfd-1)");
    await shows(card(desk, "Pump 1"), /stopped.*fault/s);
    await shows(card(desk, "Pump 2"), "running", 60_000);
    expect(demo.tookOver("vfd-1", "vfd-2")).toBeLessThanOrEqual(exampleWaits.takeover + slack);
    const alarms = desk.locator(".alarm");
    await shows(alarms, /medium · pump-1\.pump-failed.*unacknowledged.*Read the fault code/s, 60_000);
    expect(await alarms.filter({ hasText: "told to the region too" }).count()).toBe(0);
    await shows(alarms, /pump-1\.pump-failed.*told to the region too/s, 60_000);
    expect(await alarms.count()).toBe(1);
    await shows(phone.locator(".alarm"), /middel · pump-1\.pump-failed.*onbevestigd/s);
    for (const [name, page] of [
      ["en", desk],
      ["nl", phone],
    ] as const) {
      await page.screenshot({ path: join(pictures, `${name}-alarm.png`), fullPage: true });
      expect(await axeFaults(page)).toEqual([]);
    }
  });

  test("the acknowledge button works, and everybody sees it", async () => {
    const own = desk.locator(".alarm", { hasText: "pump-1.pump-failed" });
    await own.getByRole("button", { name: "Acknowledge" }).click();
    await shows(own, /· pump-1\.pump-failed.*(?<!un)acknowledged/s);
    await shows(own.locator("output"), "done");
    expect(await desk.getByRole("button", { name: "Acknowledge" }).count()).toBe(0);
    await shows(phone.locator(".events"), /pump-1\.pump-failed bevestigd door operator/);
  });

  test("nothing was complained of in the browser's own console", () => {
    expect(complaints).toEqual([]);
  });

  test("a refused override says why", async () => {
    const pump = card(desk, "Pump 1");
    const buttons = desk.locator(".buttons", { hasText: "Pump 1 (vfd-1)" });
    await buttons.getByRole("button", { name: "switch to LOCAL" }).click();
    await shows(pump, "local switch");
    expect(await pump.getByRole("button", { name: "Run" }).isDisabled()).toBe(true);
    await pump.getByLabel("Reason").fill("trial");
    await pump.getByRole("button", { name: "Run" }).click();
    await shows(pump.locator("output"), "refused: its own switch stands in LOCAL");
  });
});

describe("a lock for people at work", () => {
  test("is put on with a reason, shown at what it holds, and taken off", async () => {
    const lock = card(desk, "person-at-work");
    await shows(lock, /not locked.*Nobody can start Pump 1, Pump 2 while it is on/s);
    expect(await lock.getByRole("button", { name: "Put on" }).isDisabled()).toBe(true);
    await lock.getByLabel("Reason").fill("cleaning the trash rack");
    await lock.getByRole("button", { name: "Put on" }).click();
    await shows(lock, /locked by operator since \d\d:\d\d:\d\d: cleaning the trash rack/);
    await shows(card(desk, "Pump 2"), "locked");
    await shows(card(phone, "person-at-work"), "op slot door operator");
    expect(await axeFaults(desk)).toEqual([]);
    expect(await overflowOf(phone)).toBe(0);
    await lock.getByRole("button", { name: "Take off" }).click();
    await shows(lock, "not locked");
  });
});

describe("when the server is gone", () => {
  const alarmBanner = (page: Page, text: string | RegExp, timeout: number) =>
    shows(page.getByRole("alert"), text, timeout);

  const noBanner = (page: Page) =>
    until("no banner is left", async () => (await page.getByRole("alert").count()) === 0, 60_000);

  test("the page says so, calls no value good, its ages grow, and it is whole again by itself", async () => {
    demo.signal("hub", "SIGSTOP");
    await alarmBanner(desk, /No connection to the server\. What you see is at least .* old/, 9_000);
    const level = card(desk, "Water level, polder side");
    await shows(level, "outdated");
    expect(await level.textContent()).not.toContain("Margin");
    const before = await ageIn(level);
    await until("the age grows", async () => (await ageIn(level)) >= before + 3_000);
    await desk.evaluate(() => scrollTo(0, 0));
    await desk.screenshot({ path: join(pictures, "en-server-gone.png") });
    expect(await axeFaults(desk)).toEqual([]);
    demo.signal("hub", "SIGCONT");
    await noBanner(desk);
    await shows(level, "good");
  });

  test("a hub that was killed comes back with the range, the alarm and the history, and nobody has to log in again", async () => {
    demo.keepDead("hub");
    await alarmBanner(desk, "No connection to the server", 9_000);
    demo.revive();
    await noBanner(desk);
    await shows(card(desk, "Water level, polder side"), /good.*healthy from/s);
    await shows(desk.locator(".alarm"), "pump-1.pump-failed");
    await shows(desk.locator(".events"), /Pump 2 told: run at/);
    await desk.reload();
    await shows(card(desk, "Water level, polder side"), "good");
  });

  test("a login that ended is told, not left to look like a fault", async () => {
    demo.keepDead("hub");
    rmSync(join(demo.data, "hub/access.json"));
    demo.revive();
    await alarmBanner(desk, "You are no longer logged in.", 30_000);
    await alarmBanner(phone, "U bent niet meer ingelogd.", 30_000);
  });
});
