import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { consoleAssets } from "../../cli/io/package-files.ts";
import { BenchChild } from "../child.ts";
import { Skipped } from "../result.ts";
import type { ConsoleAnswer, ConsoleOrder, Recorded } from "./orders.ts";

const flags = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"];

/** A browser, the console's server and the bare one. */
export class ConsoleRig implements AsyncDisposable {
  readonly browser: Browser;
  readonly ready: Extract<ConsoleAnswer, { kind: "ready" }>;
  readonly #child: BenchChild<ConsoleAnswer>;
  readonly #directory: string;

  private constructor(parts: {
    browser: Browser;
    child: BenchChild<ConsoleAnswer>;
    ready: Extract<ConsoleAnswer, { kind: "ready" }>;
    directory: string;
  }) {
    this.browser = parts.browser;
    this.ready = parts.ready;
    this.#child = parts.child;
    this.#directory = parts.directory;
  }

  /** Throws `Skipped` where there is no Chromium. */
  static async open(recorded: Recorded = "nothing"): Promise<ConsoleRig> {
    const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
    if (!existsSync(executablePath)) throw new Skipped(`no Chromium at ${executablePath}; CHROMIUM says where it is`);
    const directory = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
    const child = new BenchChild<ConsoleAnswer>("./console/main", { directory, assets: consoleAssets, recorded });
    const ready = await child.next("ready");
    const browser = await chromium.launch({ executablePath, args: flags });
    return new ConsoleRig({ browser, child, ready, directory });
  }

  /** A page that is logged in at the console. */
  async console(): Promise<Page> {
    const page = await (
      await this.browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 } })
    ).newPage();
    // A link lets in once; what it gave is carried to the next page.
    this.#cookies ??= this.#login();
    await page.context().addCookies(await this.#cookies);
    return page;
  }

  #cookies: Promise<Awaited<ReturnType<ReturnType<Page["context"]>["cookies"]>>> | undefined;

  async #login() {
    const page = await this.browser.newPage();
    await page.goto(this.ready.console);
    await page.locator("h1").waitFor();
    const cookies = await page.context().cookies();
    await page.close();
    return cookies;
  }

  /** The address of a page of the console. */
  at(path: string): string {
    return new URL(path, this.ready.address).href;
  }

  /** Feeds so many messages a second from now on; answers how many readings a second there were before. */
  async feed(messages: number): Promise<number> {
    const order: ConsoleOrder = { kind: "feed", messages };
    this.#child.order(order);
    const { readings, took } = await this.#child.next("fed");
    return (readings * 1_000) / took;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.#child[Symbol.asyncDispose]();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
