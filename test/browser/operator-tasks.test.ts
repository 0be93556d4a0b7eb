import { readFileSync } from "node:fs";
import { type Browser, type BrowserContextOptions, devices, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { consoleAssets } from "../../cli/io/package-files.ts";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import { launchChromium } from "../support/browser.ts";
import { ConsolePreview } from "../support/console-preview.ts";
import { finger, type Hand, keys, mouse } from "../support/hands.ts";
import { alarmKey, silentGauge, site, tasks, words } from "../support/operator-tasks.ts";
import { type OnSent, TaskRun } from "../support/task-run.ts";
import { until } from "../support/until.ts";

const desk: BrowserContextOptions = { locale: "en-GB", viewport: { width: 1440, height: 1000 } };
const phone: BrowserContextOptions = {
  ...devices["iPhone 14"],
  locale: "en-GB",
  viewport: { width: 390, height: 844 },
};
const pump = "vfd-1";
const minute = 60_000;
const mostPresses = 3;

let preview: ConsolePreview;
let browser: Browser;
let page: Page;
let complaints: string[];
/** Every order that left the browser. */
let sent: string[];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

/** How the site tells of the alarm of these tasks. */
async function alarm() {
  const standing = await preview.get<readonly StandingAlarm[]>(`/api/v1/alarms?site=${site}`);
  return standing.find(({ key }) => key === alarmKey);
}

/** Lets the world go on until something is so. */
async function lived(what: string, isSo: () => Promise<boolean>): Promise<void> {
  await until(
    what,
    async () => {
      if (await isSo()) return true;
      await preview.pass(minute / 2);
      return false;
    },
    90_000,
  );
}

/** Opens the overview as somebody who is logged in. */
async function open(options: BrowserContextOptions, prepare?: (page: Page) => Promise<unknown>): Promise<void> {
  page = await (await browser.newContext(options)).newPage();
  complaints = [];
  sent = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (request.method() === "POST") sent.push(`${new URL(request.url()).pathname} ${request.postData()}`);
  });
  await prepare?.(page);
  await page.goto(preview.login);
}

/** Every task with the presses it took. */
async function doAll(run: TaskRun): Promise<readonly (readonly [string, number])[]> {
  const took: (readonly [string, number])[] = [];
  for (const task of tasks) took.push([task.name, await run.do(task)]);
  return took;
}

const tooLong = (took: readonly (readonly [string, number])[]) => took.filter(([, presses]) => presses > mostPresses);

test("the tasks are those of the page for operators", () => {
  const headings = readFileSync("docs/operator.md", "utf8").matchAll(/^## \d+\. (.*)$/gm);
  expect(tasks.map(({ name }) => name)).toEqual([...headings].map(([, name]) => name));
});

describe("the ten tasks of an operator", () => {
  // Each way has a world of its own, in which the pump that runs has just tripped.
  beforeEach(async () => {
    preview = await ConsolePreview.open({ lived: 5 * minute, assets: consoleAssets });
    preview.fault(silentGauge.site, silentGauge.device, silentGauge.kind);
    preview.fault(site, pump, "stop");
    await lived("the pump is missed", async () => (await alarm())?.state === "unacknowledged");
    // The pump that took over runs for two minutes at least, whoever orders it to stop.
    await preview.pass(2 * minute);
  }, 180_000);
  afterEach(async () => {
    await page?.context().close();
    await preview?.[Symbol.asyncDispose]();
  });

  test.each<[string, Hand, BrowserContextOptions]>([
    ["by mouse", mouse, desk],
    ["by keyboard alone", keys, desk],
    ["by finger on a phone", finger, phone],
  ])("%s: each in three presses at most from the overview, and its effect is there", async (way, hand, options) => {
    await open(options);
    const took = await doAll(new TaskRun(preview, page, hand));
    if (way !== "by keyboard alone") expect(tooLong(took)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("with every answer two seconds late: the page says that it waits, and sends once what is pressed twice", async () => {
    await open(desk, (slow) =>
      slow.route("**/*", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        await route.continue();
      }),
    );
    const impatient: OnSent = async (target, waits) => {
      await waits.waitFor();
      if (await target.isVisible()) await target.click();
    };
    const took = await doAll(new TaskRun(preview, page, mouse, impatient));
    expect(tooLong(took)).toEqual([]);
    expect(sent).toHaveLength(6);
    expect(new Set(sent).size).toBe(6);
    expect(complaints).toEqual([]);
  });

  test("across a restart of the server: the page says how old it is, comes back by itself, and goes on", async () => {
    await open(desk);
    await page.evaluate(() => Object.assign(window, { neverLoadedAgain: true }));
    const away = page.getByRole("alert").filter({ hasText: /No connection.*old/ });
    let restarted = 0;
    const throughRestart = new TaskRun(preview, page, {
      ...mouse,
      press: async (target) => {
        if ((await target.textContent()) === "Stop" && restarted === 0) {
          restarted += 1;
          const begin = await preview.stopServer();
          await away.waitFor();
          await target.click();
          await page.getByText("the server cannot be reached; whether it was done is not known").waitFor();
          await begin();
          await away.waitFor({ state: "detached" });
          // Until the site's next nonce is heard the server says that it would refuse: an operator then tries again.
          const card = page.getByRole("article", { name: "Pump 2" });
          const answer = card.getByRole("status");
          await until("the order is taken", async () => {
            // A server that has not heard yet what the site has shows no form; its reader then begins it again.
            if (!(await target.isVisible())) await card.getByText("Override", { exact: true }).click();
            const reason = card.getByRole("textbox", { name: "Reason" });
            if ((await reason.inputValue()) === "") await reason.fill(words.override);
            await target.click();
            await until("it is answered", async () => (await answer.textContent()) !== "sent…");
            return !(await answer.textContent())?.includes("no nonce");
          });
          return;
        }
        await target.click();
      },
    });
    expect(tooLong(await doAll(throughRestart))).toEqual([]);
    expect(restarted).toBe(1);
    expect(await page.evaluate(() => "neverLoadedAgain" in window)).toBe(true);
  });
});
