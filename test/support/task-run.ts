import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import type { ConsolePreview } from "./console-preview.ts";
import type { Hand } from "./hands.ts";
import type { Effects, Step, Task, Thing, ToldSite } from "./operator-tasks.ts";
import { until } from "./until.ts";

/** What happens while something that was sent is not answered yet. */
export type OnSent = (target: Locator, waits: Locator) => Promise<void>;

/** The first such thing that is on the page. */
export function find(page: Page, thing: Thing): Locator {
  const scope = thing.inside === undefined ? page : find(page, thing.inside);
  if ("text" in thing) return scope.getByText(thing.text, { exact: true }).first();
  const { role, name, has } = thing;
  const named = scope.getByRole(role, name === undefined ? {} : { name, exact: typeof name === "string" });
  return (has === undefined ? named : named.filter({ hasText: has })).first();
}

/** Does the tasks on a page in one way, each from the overview on, and looks for its effect. */
export class TaskRun {
  readonly #preview: ConsolePreview;
  readonly #page: Page;
  readonly #hand: Hand;
  readonly #onSent: OnSent | undefined;
  #file = "";

  constructor(preview: ConsolePreview, page: Page, hand: Hand, onSent?: OnSent) {
    this.#preview = preview;
    this.#page = page;
    this.#hand = hand;
    this.#onSent = onSent;
  }

  /** Does one task and waits for its effect; answers how many presses it took from the overview. */
  async do({ name, steps, done }: Task): Promise<number> {
    await this.#hand.go(this.#page, "overview");
    await this.#page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    let presses = 0;
    for (const step of steps) {
      await this.#step(name, step).catch((error: unknown) => this.#fail(name, error));
      if (!("see" in step || "write" in step || "done" in step)) presses += 1;
    }
    await this.#holds(name, done);
    return presses;
  }

  /** Says what the page showed when a step could not be done. */
  async #fail(name: string, cause: unknown): Promise<never> {
    await this.#page.screenshot({ path: "test-output/pictures/task-failed.png", fullPage: true });
    const shown = await this.#page.locator("body").ariaSnapshot();
    throw new Error(`“${name}” could not be done at ${this.#page.url()}, which shows:\n${shown}`, { cause });
  }

  async #step(name: string, step: Step): Promise<void> {
    if ("go" in step) await this.#hand.go(this.#page, step.go);
    else if ("press" in step) await this.#hand.press(find(this.#page, step.press));
    else if ("write" in step) await this.#hand.write(find(this.#page, step.into), step.write);
    else if ("see" in step) await find(this.#page, step.see).waitFor();
    else if ("done" in step) await this.#holds(name, step.done);
    else if ("keep" in step) await this.#keep(find(this.#page, step.keep));
    else await this.#send(find(this.#page, step.send), find(this.#page, step.waits));
  }

  async #send(target: Locator, waits: Locator): Promise<void> {
    await this.#hand.press(target);
    await this.#onSent?.(target, waits);
  }

  async #keep(target: Locator): Promise<void> {
    const download = this.#page.waitForEvent("download");
    await this.#hand.press(target);
    this.#file = readFileSync(await (await download).path(), "utf8");
  }

  async #holds(name: string, done: Task["done"]): Promise<void> {
    const effects: Effects = {
      at: async (site) => {
        const { sites } = await this.#preview.get<{ readonly sites: readonly ToldSite[] }>("/api/v1/sites");
        const told = sites.find((one) => one.site === site);
        if (told === undefined) throw new Error(`nothing is heard of ${site}`);
        return told;
      },
      get: (path) => this.#preview.get(path),
      shows: async (words) => (await this.#page.locator("main").textContent())?.includes(words) ?? false,
      file: this.#file,
    };
    // Asked no oftener than the server lets a program ask for as long as it takes.
    await until(`the effect of “${name}”`, () => done(effects), 60_000, 250);
  }
}
