import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { consoleAssets } from "../../cli/io/package-files.ts";
import { axeFaults, launchChromium } from "../support/browser.ts";
import { ConsolePreview } from "../support/console-preview.ts";

const polder = "gemaal-oostpolder";
const faults = [`${polder}/vfd-1=stop`, "school-de-linde/air-handler=stop", "buurtaccu-de-meent/battery=foreign"];
const patience = 60_000;

let preview: ConsolePreview;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [preview, browser] = await Promise.all([
    ConsolePreview.open({ lived: 10 * 60_000, faults, assets: consoleAssets }),
    launchChromium(),
  ]);
  page = await (await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 1000 } })).newPage();
  await page.goto(preview.login);
  await page.locator("h1").waitFor();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await preview?.[Symbol.asyncDispose]();
});

const visit = async (path: string): Promise<void> => {
  await page.goto(new URL(path, page.url()).href);
  await page.locator(".clock").waitFor({ timeout: patience });
};
const section = (name: string | RegExp): Locator => page.getByRole("region", { name });
const alarm = (where: Locator, key: string): Locator => where.getByRole("article", { name: key, exact: true });
const shows = (place: Locator, text: string | RegExp) =>
  place.filter({ hasText: text }).first().waitFor({ timeout: patience });

describe("the page of alarms", () => {
  const failed = "pump-1.pump-failed";
  let standing: Locator;
  let shelf: Locator;
  beforeAll(() => {
    standing = section(/^Standing/);
    shelf = section(/^Shelved/);
  });

  test("shows each alarm once, with letter, shape, word, response, and that the region was told", async () => {
    await visit("/alarms");
    const row = alarm(standing, failed);
    await shows(row, /◆ medium · pump-1\.pump-failed.*B.*■! unacknowledged.*Respond: Read the fault code/s);
    await shows(row, "told to the region too");
    expect(await row.count()).toBe(1);
  });

  test("says of a server that tells of no site that nothing is known, not that nothing stands", async () => {
    const silent = await page.context().newPage();
    const body = 'event: picture\ndata: {"sites":[],"events":[]}\n\n';
    await silent.route("**/api/v1/stream**", (route) => route.fulfill({ contentType: "text/event-stream", body }));
    await silent.goto(new URL("/alarms", page.url()).href);
    await silent.getByText("? Whether an alarm stands is not known").waitFor({ timeout: patience });
    expect(await silent.getByText("No alarm stands").count()).toBe(0);
    await silent.close();
  });

  test("keeps its filters in the address", async () => {
    await page.getByRole("combobox", { name: "Site" }).selectOption({ label: "Buurtaccu De Meent" });
    await alarm(standing, failed).waitFor({ state: "detached", timeout: patience });
    expect(new URL(page.url()).search).toBe("?site=buurtaccu-de-meent");
    await page.reload();
    await shows(alarm(standing, "battery.foreign-writer"), "high");
    await visit("/alarms?priority=medium&state=acknowledged");
    await shows(standing, "No alarm stands that is asked for here.");
    expect(await page.getByRole("combobox", { name: "Priority" }).inputValue()).toBe("medium");
  });

  test("shelves by keyboard alone, not without a reason, and keeps in sight who, why and until when", async () => {
    await visit("/alarms");
    await alarm(standing, failed).getByRole("button", { name: "Shelve…" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: `Shelve ${failed}` });
    await shows(dialog, "At most 8 h");
    expect(await axeFaults(page)).toEqual([]);
    const shelve = dialog.getByRole("button", { name: "Shelve", exact: true });
    expect(await shelve.isDisabled()).toBe(true);
    await dialog.getByLabel("Reason").fill("the crew cleans the trash rack");
    await page.keyboard.press("Enter");
    await shows(alarm(shelf, failed), /E.*shelved by operator until .*: the crew cleans the trash rack.*ends in/s);
    expect(await alarm(standing, failed).count()).toBe(0);
  });

  test("offers no acknowledge of what is shelved, but to unshelve it, which announces it again", async () => {
    expect(await alarm(shelf, failed).getByRole("button", { name: "Acknowledge" }).count()).toBe(0);
    await alarm(shelf, failed).getByRole("button", { name: "Unshelve" }).click();
    await shows(alarm(standing, failed), "unacknowledged");
    await shows(shelf, "Nothing is shelved.");
  });

  test("acknowledges several at once with a note that is recorded for each", async () => {
    const wanted = [failed, "battery.foreign-writer"];
    for (const key of wanted) await standing.getByLabel(`choose ${key}`).check();
    await standing.getByRole("button", { name: "Acknowledge chosen (2)…" }).click();
    const dialog = page.getByRole("dialog", { name: "Acknowledge 2" });
    await dialog.getByLabel("Note").fill("the installer is on the way");
    await dialog.getByRole("button", { name: "Acknowledge" }).click();
    for (const key of wanted) {
      await shows(alarm(standing, key), /C.*■ acknowledged · acknowledged by operator/s);
      await shows(alarm(standing, key).locator("output"), "done");
      await shows(
        page.locator(".story li", { hasText: key }),
        /acknowledged by operator: “the installer is on the way”/,
      );
    }
  });

  test("tells the story of one alarm in order: raised, told, shelved, back, acknowledged", async () => {
    await alarm(standing, failed).getByRole("button", { name: "Story" }).click();
    const story = section(`Story of ${failed}`);
    await shows(story, /raised.*rung local: told.*shelved by operator.*no longer shelved.*acknowledged by operator/s);
    expect(await story.textContent()).not.toContain("battery");
    await story.getByRole("button", { name: "Show all alarms" }).click();
    await shows(section("What happened"), "battery.foreign-writer");
  });

  test("gives figures with their bounds and verdicts in words", async () => {
    await shows(page.getByRole("row", { name: /^Alarms a day up to 150/ }), /● acceptable/);
    await shows(page.getByRole("row", { name: /^Share of the ten most frequent/ }), /◌ not known/);
    await shows(section("How the alarms serve you"), new RegExp(`${failed}.*Gemaal Oostpolder`, "s"));
  });

  test("offers an observer nothing to press that would be refused", async () => {
    await page.route("**/api/v1/me", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...((await answer.json()) as object), role: "observer" } });
    });
    await visit("/alarms");
    await alarm(standing, failed).getByRole("link", { name: "Why?" }).waitFor();
    await standing.getByRole("button", { name: "Shelve…" }).first().waitFor({ state: "detached", timeout: patience });
    expect(await page.getByRole("button", { name: /Acknowledge|Shelve|Unshelve|note/ }).count()).toBe(0);
    await page.unroute("**/api/v1/me");
  });
});

describe("the page that explains", () => {
  test("is asked by keyboard: what is typed narrows, Enter takes the first", async () => {
    await visit("/explain");
    await page.getByLabel("Alarm, actuator or variable").fill("pump 1 oostpolder");
    await shows(page.getByRole("link", { name: "Pump 1" }), "Pump 1");
    await page.getByLabel("Alarm, actuator or variable").fill("start-horn");
    await page.keyboard.press("Enter");
    await page
      .getByRole("heading", { name: "Start horn, now start-horn · Gemaal Oostpolder" })
      .waitFor({ timeout: patience });
    expect(new URL(page.url()).search).toBe(`?subject=start-horn&site=${polder}`);
  });

  test("tells a decision step by step: what it rested on, who wanted what, what was read back, what followed", async () => {
    await visit(`/explain?subject=pump-1&site=${polder}`);
    const step = (name: string): Locator =>
      page.locator(".steps > li", { has: page.getByRole("heading", { name, exact: true }) });
    await shows(step("What was decided"), /Pump 1: stop.*homeostasis, rules version \d+.*Because: failed/s);
    await shows(
      step("On what it rested"),
      /site\/level-inside.*-2\.\d+ m.*good.*Margin 1 · healthy.*viable -2\.65 to/s,
    );
    await shows(step("Who wanted what"), /homeostasis.*stop.*won: done/s);
    await shows(step("Told and read back"), /Told: stop.*vfd-1\/actual.*before: \d+(\.\d+)? % → after .* → then: 0 %/s);
    await shows(step("Alarms that followed"), /pump-1\.pump-failed raised/);
    await shows(step("What people did around it"), /acknowledged.*operator: “the installer is on the way”/s);
    await page.getByText("The records as JSON").click();
    expect(await axeFaults(page)).toEqual([]);
  });

  test("leads to the decision before and back to the one after it", async () => {
    await page.getByRole("link", { name: /Before/ }).click();
    await shows(page.locator(".steps"), /Pump 1: run at \d+/);
    await page.getByRole("link", { name: /After/ }).click();
    await shows(page.locator(".steps"), "Pump 1: stop");
    await page.getByRole("link", { name: "Trends around it" }).click();
    await page.waitForURL(/\/trends\?v=gemaal-oostpolder\/site\/level-inside&from=\d+&to=\d+/);
  });

  test("explains a variable by what rested on it", async () => {
    await visit(`/explain?subject=site/level-inside&site=${polder}`);
    await shows(page.locator(".steps > li", { hasText: "Decisions that rested on it" }), /pump-1.*homeostasis: stop/s);
  });
});
