import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { consoleAssets } from "../../cli/io/package-files.ts";
import type { Books } from "../../core/wire/books.ts";
import { launchChromium } from "../support/browser.ts";
import { ConsolePreview } from "../support/console-preview.ts";
import { until } from "../support/until.ts";

const patience = 60_000;
const fates = ["stored", "refused", "gaps", "inFlight", "unexplained"] as const;
type Boot = Books["boots"][number];
type SiteBooks = { readonly site: string; readonly boots: readonly Boot[] };
/** How the page calls the sites of the example. */
const names: Readonly<Record<string, string>> = {
  "gemaal-oostpolder": "Gemaal Oostpolder",
  "buurtaccu-de-meent": "Buurtaccu De Meent",
  "school-de-linde": "School De Linde",
  "-": "Region lage-landen",
};

let preview: ConsolePreview;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [preview, browser] = await Promise.all([
    ConsolePreview.open({ lived: 5 * 60_000, assets: consoleAssets }),
    launchChromium(),
  ]);
  page = await (await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 1000 } })).newPage();
  await page.goto(preview.login);
  await page.locator("h1").waitFor();
}, 180_000);
afterEach(() => page.unrouteAll({ behavior: "wait" }));
afterAll(async () => {
  await browser?.close();
  await preview?.[Symbol.asyncDispose]();
});

const visit = async (): Promise<void> => {
  await page.goto(new URL("/pipeline", page.url()).href);
  await page.locator(".clock").waitFor({ timeout: patience });
};
const card = (name: string | RegExp): Locator => page.getByRole("region", { name }).and(page.locator(".card"));
const shows = (place: Locator, text: string | RegExp) =>
  place.filter({ hasText: text }).first().waitFor({ timeout: patience });
const answer = (body: unknown, status = 200) => ({
  status,
  contentType: "application/json",
  body: JSON.stringify(body),
});
/** The figures of a row: measured, folded, numbered, and what became of them. */
const figuresOf = async (row: Locator): Promise<readonly string[]> =>
  (await row.locator("td.number").allTextContents()).map((text) => text.replace(/^✕ /, ""));
const written = (value: number | null): string => value?.toLocaleString("en-GB") ?? "not said";

/** Lets the page see one answer of the server about its books, and gives that answer to the test. */
async function booksSeen(change: (books: readonly SiteBooks[]) => readonly SiteBooks[] = (books) => books) {
  const told = await preview.get<readonly SiteBooks[]>("/api/v1/books");
  const books = change(told);
  await page.route("**/api/v1/books", (route) => route.fulfill(answer(books)));
  await visit();
  return books;
}

describe("the books", () => {
  test("are those of the server, add up in every row, and stand together beneath", async () => {
    const books = await booksSeen();
    const rows = card(/^Books/).locator("tbody tr");
    await shows(rows, "Together");
    const sum = (of: (boot: Boot) => number) =>
      books.flatMap(({ boots }) => boots).reduce((all, one) => all + of(one), 0);
    for (const { site, boots } of books) {
      const [boot, ...others] = boots;
      if (boot === undefined || others.length > 0) throw new Error("each site has had one boot");
      const { measured, folded, assigned } = boot;
      const figures = [measured, folded, assigned, ...fates.map((fate) => boot[fate])].map(written);
      expect(await figuresOf(rows.filter({ hasText: names[site] ?? site }))).toEqual(figures);
      expect(fates.reduce((all, fate) => all + boot[fate], 0)).toBe(assigned);
      if (measured !== null) expect(measured - (folded ?? 0)).toBe(assigned);
    }
    expect(sum(({ assigned }) => assigned)).toBeGreaterThan(10_000);
    const together = await figuresOf(rows.last());
    expect(together.slice(2)).toEqual([
      written(sum(({ assigned }) => assigned)),
      ...fates.map((fate) => written(sum((boot) => boot[fate]))),
    ]);
  });

  test("name the boot in which readings are missing, and say what to do about it", async () => {
    await booksSeen((books) =>
      books.map((one) => {
        const [boot] = one.boots;
        if (one.site !== "school-de-linde" || boot === undefined) return one;
        return {
          ...one,
          boots: [
            { ...boot, boot: "an earlier one" },
            { ...boot, stored: boot.stored - 17, unexplained: 17 },
          ],
        };
      }),
    );
    const rows = card(/^Books/).locator("tbody tr");
    await shows(rows.filter({ hasText: "School De Linde" }), /✕ readings are missing.*✕ 17$/);
    await shows(rows.filter({ hasText: "of which boot an earlier one" }), /0$/);
    await shows(rows.filter({ hasText: "Gemaal Oostpolder" }), "● nothing is missing");
    await shows(card(/^Books/), "What to do: School De Linde: report this as a fault");
  });
});

test("a gap stands with its place, its time and its reason, and leads to the trend around it", async () => {
  const startAt = new Date(2031, 2, 4, 5, 6, 7).getTime();
  const endAt = startAt + 90_000;
  const common = { kind: "gap", at: endAt, startAt, endAt, estimated: false };
  const gap = { ...common, id: "1", device: "co2", variable: "co2", count: 1, reason: "measured in the future" };
  const restart = {
    ...common,
    id: "2",
    device: "node",
    variable: "readings",
    count: 4_321,
    estimated: true,
    reason: "restart",
  };
  const entries = [
    { site: "school-de-linde", event: gap },
    { site: "gemaal-oostpolder", event: restart },
  ];
  await page.route("**/api/v1/events?kind=gap*", (route) => route.fulfill(answer(entries)));
  await visit();
  const rows = card(/^Gaps/).locator("tbody tr");
  const time = /^04 Mar, 05:06:07\s*04 Mar, 05:07:37 \(90 s\)/.source;
  await shows(
    rows.first(),
    new RegExp(`${time}\\s*Gemaal Oostpolder\\s*readings of all variables\\s*≈ 4,321\\s*restart`),
  );
  await shows(rows.last(), new RegExp(`${time}\\s*School De Linde.*measured in the future`));
  await rows.last().getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "Trends" }).waitFor();
  const query = new URL(page.url()).searchParams;
  expect(query.get("v")).toBe("school-de-linde/co2/co2");
  expect([Number(query.get("from")) < startAt, Number(query.get("to")) > endAt]).toEqual([true, true]);
});

describe("while the server cannot say", () => {
  const away = answer({ error: "the store does not answer" }, 503);

  test("from the start, nothing is said to be empty or whole", async () => {
    await page.route(/api\/v1\/(books|events|history)/, (route) => route.fulfill(away));
    await visit();
    for (const name of [/^Books/, /^Gaps/])
      await shows(card(name), "The server could not say: the store does not answer");
    await shows(card(/^Sites/).locator("tbody tr"), /Gemaal Oostpolder.*not known/);
    expect(await page.locator("#page").textContent()).not.toMatch(
      /No gap|Nothing was stored|nothing is missing|more than \d/,
    );
  });

  test("later on, what was answered last stays, and its age is told and grows", async () => {
    await visit();
    const books = card(/^Books/);
    await shows(books, "nothing is missing");
    const before = await books.locator("tbody tr").last().textContent();
    await page.route(/api\/v1\/books/, (route) => route.fulfill(away));
    await shows(books, "It does not tell how things stand now.");
    const age = async (): Promise<number> =>
      Number(/This is of (\d+) s ago/.exec((await books.textContent()) ?? "")?.[1]);
    const first = await age();
    expect(first).toBeGreaterThan(10);
    await until("it is older", async () => (await age()) > first, patience);
    expect(await books.locator("tbody tr").last().textContent()).toBe(before);
    expect(await books.textContent()).not.toContain("nothing is missing");
    await page.unrouteAll({ behavior: "wait" });
    await shows(books, "nothing is missing");
  });
});

test("on a phone each figure stands beside its name, and nothing lies outside of the screen", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await visit();
  const row = card(/^Books/)
    .locator("tbody tr")
    .first();
  await row.waitFor({ timeout: patience });
  const cells = row.locator("td");
  const labels = await cells.evaluateAll((all) => all.map((one) => getComputedStyle(one, "::before").content));
  expect(labels).toEqual(
    ["State", "measured", "folded", "numbered", "stored", "refused", "gaps", "on their way", "unexplained"].map(
      (label) => `"${label}"`,
    ),
  );
  for (const cell of await page.locator("#page td").all()) {
    const box = await cell.boundingBox();
    if (box !== null) expect([box.x >= 0, box.x + box.width <= 390]).toEqual([true, true]);
  }
});
