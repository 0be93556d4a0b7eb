import type { Locator, Page } from "playwright-core";
import { goKeys } from "../../dashboards/console/frame/shortcuts.ts";

/** A page of the console that every page leads to. */
export type Goal = "overview" | "alarms" | "pipeline";

/** One way in which a person works a page. Writing is not counted: it takes as long in every way. */
export interface Hand {
  /** Goes to a page of the console. */
  go(page: Page, goal: Goal): Promise<void>;
  press(target: Locator): Promise<void>;
  write(target: Locator, text: string): Promise<void>;
}

const titles = { overview: "Overview", alarms: "Alarms", pipeline: "Pipeline" } as const;
const link = (page: Page, goal: Goal): Locator =>
  page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: titles[goal] });

/** A mouse at a desk. */
export const mouse: Hand = {
  go: (page, goal) => link(page, goal).click(),
  press: (target) => target.click(),
  write: async (target, text) => {
    await target.click();
    await target.page().keyboard.type(text);
  },
};

/** A finger on a phone. */
export const finger: Hand = {
  go: (page, goal) => link(page, goal).tap(),
  press: (target) => target.tap(),
  write: async (target, text) => {
    await target.tap();
    await target.page().keyboard.type(text);
  },
};

/** Keys alone: shortcuts between pages, and Tab from one control to the next. */
export const keys: Hand = {
  go: async (page, goal) => {
    await page.keyboard.press("g");
    await page.keyboard.press(goKeys[goal]);
  },
  press: async (target) => {
    await tabTo(target);
    await target.page().keyboard.press("Enter");
  },
  write: async (target, text) => {
    await tabTo(target);
    await target.page().keyboard.type(text);
  },
};

const mostTabs = 300;

/** Presses Tab until the control has the focus; fails when it never gets it. */
async function tabTo(target: Locator): Promise<void> {
  await target.waitFor();
  for (let count = 0; count <= mostTabs; count += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await target.page().keyboard.press("Tab");
  }
  throw new Error(`not reached by ${mostTabs} times Tab: ${target.toString()}`);
}
