import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium } from "../support/browser.ts";
import { type Instance, type ProcessName, startInstance } from "../support/instance.ts";
import { until } from "../support/until.ts";

// Several pages are open at once, and none of them may be slowed down for not being the one in front.
const unthrottled = ["--disable-background-timer-throttling", "--disable-renderer-backgrounding"];
const site = "gemaal-oostpolder";
const paths = {
  overview: "/overview",
  site: `/site/${site}`,
  alarms: "/alarms",
  trends: `/trends?v=${site}/site/level-inside`,
  explain: `/explain?subject=pump-1&site=${site}`,
  pipeline: "/pipeline",
} as const;
type Name = keyof typeof paths;
const names = Object.keys(paths) as Name[];
/** What shows readings as they stand. */
const showsReadings: readonly Name[] = ["overview", "site", "trends"];
/** All but the page that explains: that tells what a decision rested on, at its own time. */
const tellsNow: readonly Name[] = names.filter((name) => name !== "explain");

/** What a page may take besides the age a value may have, ms: what is promised. */
const grace = 5_000;
/** What this machine may be late, ms. */
const slack = 15_000;

let demo: Instance;
let browser: Browser;
let pages: Readonly<Record<Name, Page>>;
let longest = 0;
beforeAll(async () => {
  [demo, browser] = await Promise.all([startInstance({ speed: 1 }), launchChromium(unthrottled)]);
  const opened = await Promise.all(names.map((name) => open(name)));
  pages = Object.fromEntries(names.map((name, index) => [name, opened[index]])) as Record<Name, Page>;
  const { sites } = (await demo.request("GET", "/api/v1/sites")).body;
  const known = sites.find((one: { site: string }) => one.site === site).definition.variables;
  longest = known.find((one: { variable: string }) => one.variable === "level-inside").maxAge;
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await demo?.[Symbol.asyncDispose]();
});

/** A page in a browser profile of its own: one profile has six connections to a server, and each page's stream holds one. */
async function open(name: Name): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const { path } = (await demo.post("/api/v1/login-link", {})).body;
  await page.goto(new URL(path, demo.ready.http).href);
  await page.waitForURL(/\/overview$/);
  await page.goto(new URL(paths[name], demo.ready.http).href);
  await page.locator("h1").waitFor();
  if (name === "site") await page.getByText("Levels and other values").click();
  return page;
}

/** Everything on a page that says of a reading, or of a part of the chain, that it is as it should be now. */
function claims(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const texts = (selector: string) => [...document.querySelectorAll(selector)].map((one) => one.textContent ?? "");
    return [
      ...texts(".quality.good, .quality.uncertain"),
      ...texts(".margin"),
      ...texts(".parts li").filter((text) => /\b(ready|not ready)\b/.test(text) && !text.includes("not known")),
      ...texts("#page td").filter((text) => /● (heard|writes|nothing is missing)/.test(text)),
    ];
  });
}

/** Waits until a page claims nothing of this kind any more, for no longer than is promised. */
async function claimsNothing(name: Name, of: RegExp): Promise<void> {
  const left = async () => (await claims(pages[name])).filter((text) => of.test(text));
  try {
    await until(`${name} shows nothing old as live`, async () => (await left()).length === 0, longest + grace + slack);
  } catch (error) {
    throw new Error(`${String(error)}: ${(await left()).join(" | ")}`);
  }
}

const everything = /./;

async function allLive(): Promise<void> {
  for (const name of showsReadings) {
    await until(`${name} shows something live`, async () => (await claims(pages[name])).length > 0, 60_000);
  }
  await until(
    "the pipeline is ready",
    async () => (await claims(pages.pipeline)).some((text) => /ready/.test(text)),
    60_000,
  );
  // What was frozen before is over: the site is heard, and nothing that it shows is outdated.
  await until(
    "the site is heard",
    async () => {
      const told = (await pages.pipeline.locator("#page").textContent()) ?? "";
      const shown = (await pages.site.locator("#page").textContent()) ?? "";
      return told.includes("● heard") && !told.includes("◌ silent") && !/outdated|silent/.test(shown);
    },
    60_000,
  );
}

async function frozen(name: ProcessName, look: () => Promise<void>): Promise<void> {
  demo.signal(name, "SIGSTOP");
  try {
    await look();
  } finally {
    demo.signal(name, "SIGCONT");
  }
  await allLive();
}

describe("with ingest frozen, no page shows old data as live within max-age and 5 s", () => {
  test("at first every page that shows readings shows them as live", async () => {
    expect(longest).toBeGreaterThan(0);
    await allLive();
  });

  test("the gateway is frozen and the console's server lives: its readings are outdated, its spool is not known", async () => {
    await frozen("gateway", async () => {
      // What the store holds and what the hub needs is still known.
      const ofSite = /good|uncertain|Margin|heard|writes/;
      const chain = /● (heard|writes)|✓ spool/;
      await Promise.all(tellsNow.map((name) => claimsNothing(name, name === "pipeline" ? chain : ofSite)));
      for (const name of showsReadings)
        await pages[name]
          .locator("#page")
          .getByText(/outdated|silent/)
          .first()
          .waitFor();
      await pages.pipeline.locator("td", { hasText: /◌ silent/ }).waitFor();
    });
  });

  test("the whole hub is frozen: every page says so, and claims nothing", async () => {
    await frozen("hub", async () => {
      await Promise.all(tellsNow.map((name) => claimsNothing(name, everything)));
      for (const name of names)
        await pages[name].getByRole("alert").filter({ hasText: "No connection to the server" }).waitFor();
      await pages.pipeline.getByText("It does not tell how things stand now.").first().waitFor();
    });
  });

  test("the store is frozen and readings go on: they are live, and what only the store tells is not said to be so", async () => {
    await frozen("store", async () => {
      await until(
        "the pipeline says that the store does not answer, or that its answer is old",
        async () =>
          /store not ready|more than|does not tell how things stand now|could not say/.test(
            (await pages.pipeline.locator("#page").textContent()) ?? "",
          ),
        120_000,
      );
      expect((await claims(pages.overview)).length).toBeGreaterThan(0);
    });
  });
});
