import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageRoutes } from "../../dashboards/pages.ts";
import { launchChromium } from "../support/browser.ts";
import { freshDirectory, type Instance, polderWith, startInstance } from "../support/instance.ts";
import { polderSite, program } from "../support/running.ts";
import { until } from "../support/until.ts";

const password = "correct horse battery";

/** Names and words that would run if a page took them for more than text. */
const hostile = {
  site: "<script>window.owned=1</script>",
  level: "<img src=x onerror=window.owned=1>level",
  pump: '"><svg onload=window.owned=1>pump',
  reason: "<img src=x onerror=window.owned=1>because",
};

let polder: Instance;
let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  const data = freshDirectory();
  for (const [name, role] of [
    ["anna", "operator"],
    ["jan", "observer"],
  ])
    expect(await told(["user", "add", `${name}`, "--role", `${role}`, "--data", data])).toBe(0);
  const config = polderWith(
    ["name: Gemaal Oostpolder", `name: '${hostile.site}'`],
    ["name: Water level, polder side", `name: '${hostile.level}'`],
    ["name: Pump 1", `name: '${hostile.pump}'`],
  );
  [polder, browser] = await Promise.all([startInstance({ data, config }), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await polder?.[Symbol.asyncDispose]();
});

/** Runs a command that asks for a password; answers its exit code. */
function told(words: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [program, ...words], { stdio: ["pipe", "ignore", "inherit"] });
  child.stdin.end(`${password}\n`);
  return new Promise((resolve) => child.once("exit", resolve));
}

async function atLogin(): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && !message.location().url.endsWith("/login")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(polder.ready.http);
  return page;
}

async function logIn(name: string, secret = password): Promise<Page> {
  const page = await atLogin();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(secret);
  await page.getByRole("button").click();
  return page;
}

/** Puts the lock on from within a page, as a script of that page would; answers the status. */
function lockFrom(page: Page, proof: boolean): Promise<number> {
  return page.evaluate(
    async ({ body, wanted }) => {
      const me = (await (await fetch("/api/v1/me")).json()) as { csrf: string };
      const headers = { "content-type": "application/json", ...(wanted ? { "x-homeostat-csrf": me.csrf } : {}) };
      return (await fetch("/api/v1/commands", { method: "POST", headers, body })).status;
    },
    { body: lock, wanted: proof },
  );
}
const lock = JSON.stringify({ purpose: "lock", site: polderSite, lock: "person-at-work", reason: hostile.reason });

async function locks(): Promise<readonly { readonly by: string }[]> {
  const { sites } = await polder.get("/api/v1/sites");
  return sites.find(({ site }: { site: string }) => site === polderSite).locks;
}

/** A page of somebody else, on a port of the same machine: browsers send it the cookies of every port. */
async function foreignPage(): Promise<{ readonly url: string; readonly server: Server }> {
  const target = `${polder.ready.http}/api/v1/commands`;
  const html = `<form id=f method=post enctype=text/plain action="${target}"><input name='${lock.slice(0, -1)},"x":"' value='"}'></form>
    <script>Promise.allSettled(["text/plain", "application/json"].map((type) => fetch("${target}", { method: "POST",
      credentials: "include", headers: { "content-type": type }, body: ${JSON.stringify(lock)} })))
      .then(() => { document.title = "tried"; document.getElementById("f").submit(); })</script>`;
  const server = createServer((_request, response) => response.setHeader("content-type", "text/html").end(html));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

describe("logging in", () => {
  test("a page asks for it, in words; a wrong password stays outside", async () => {
    const page = await logIn("anna", "a wrong password");
    await page.getByText("do not belong together").waitFor();
    expect((await page.context().cookies()).length).toBe(0);
  });

  test("an observer sees, and every act of theirs is refused", async () => {
    const page = await logIn("jan");
    await until("the console is there", () => new URL(page.url()).pathname !== "/login");
    expect(await lockFrom(page, true)).toBe(403);
    expect(await locks()).toEqual([]);
  });

  test("a page of another origin does nothing in the name of who is logged in", async () => {
    const page = await logIn("anna");
    await until("the console is there", () => new URL(page.url()).pathname !== "/login");
    const { url, server } = await foreignPage();
    try {
      await page.goto(url);
      await until("the foreign page has tried all it can", () => page.url().startsWith(polder.ready.http));
      expect(await page.textContent("body")).toContain("does not answer to Host");
      expect(await locks()).toEqual([]);
    } finally {
      server.close();
    }
    await page.goto(polder.ready.http);
    expect(await lockFrom(page, false)).toBe(403);
    expect(await locks()).toEqual([]);
    expect(await lockFrom(page, true)).toBe(200);
    await until("the lock is on", async () => (await locks()).length === 1);
    expect(await locks()).toMatchObject([{ by: "anna" }]);
  });

  test("the lock of one is not another's to take off, nor is a key of one alarm another's", async () => {
    const unlock = { purpose: "unlock", site: polderSite, lock: "person-at-work" };
    expect((await polder.post("/api/v1/commands", unlock)).status).toBe(409);
    expect(await locks()).toMatchObject([{ by: "anna" }]);
    const swapped = "/api/v1/alarms/pump-1.pump-failed/acknowledge";
    for (const site of [polderSite, "-", "somewhere"]) {
      const tried = () => polder.post(swapped, { site, eventId: "of-another-alarm" });
      // Short after the start the region's first nonce may not be heard yet: then nothing is sent.
      await until(
        `an order to ${site} is sent, or known to be for nobody`,
        async () => (await tried()).status !== 503,
        30_000,
        500,
      );
      const { status, body } = await tried();
      expect([404, 409], `${site}: ${JSON.stringify(body)}`).toContain(status);
    }
  });
});

describe("names and words from outside", () => {
  test("stay text on every page", async () => {
    complaints.length = 0;
    const page = await logIn("anna");
    const texts: string[] = [];
    for (const route of pageRoutes) {
      await page.goto(new URL(route.replace(":site", polderSite), polder.ready.http).href);
      await page.locator("h1, h2").first().waitFor();
      await page
        .waitForFunction(() => document.body.textContent.includes("<"), undefined, { timeout: 15_000 })
        .catch(() => {});
      texts.push(await page.evaluate(() => document.body.textContent));
      expect(
        await page.evaluate(() => ({
          owned: "owned" in window,
          images: document.querySelectorAll("img, iframe").length,
        })),
      ).toEqual({
        owned: false,
        images: 0,
      });
    }
    for (const words of [hostile.site, hostile.level, hostile.pump]) expect(texts.join("\n")).toContain(words);
  });

  test("and the pages keep to a policy that lets nothing else run or style them", () => {
    expect(complaints).toEqual([]);
  });
});
