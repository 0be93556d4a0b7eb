import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Page } from "playwright-core";
import { buildConsole, ConsolePreview } from "../test/support/console-preview.ts";
import { withPalette } from "./palette.ts";

/** Takes pictures of the console's pages, or keeps it open to look at: see CONTRIBUTING. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: "string", default: "1440" },
    /** Only so much of the page from its top; without it all of it. */
    height: { type: "string" },
    theme: { type: "string", default: "light" },
    lang: { type: "string", default: "en" },
    lived: { type: "string", default: "20" },
    fault: { type: "string", multiple: true, default: [] },
    click: { type: "string", multiple: true, default: [] },
    /** In few colours, to be kept in the repository. */
    small: { type: "boolean", default: false },
    out: { type: "string", default: "test-output/pictures/look" },
    serve: { type: "boolean", default: false },
  },
});

const list = (text: string): readonly string[] => text.split(",");
const assets = mkdtempSync(join(tmpdir(), "homeostat-console-"));
await buildConsole(assets);
await using preview = await ConsolePreview.open({ lived: Number(values.lived) * 60_000, faults: values.fault, assets });
if (values.serve) {
  console.log(preview.login);
  await new Promise((resolve) => process.once("SIGINT", resolve));
} else await takePictures();
rmSync(assets, { recursive: true });

async function takePictures(): Promise<void> {
  mkdirSync(values.out, { recursive: true });
  await using browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  for (const lang of list(values.lang)) {
    for (const theme of list(values.theme)) {
      const colorScheme = theme === "dark" ? "dark" : "light";
      const page = await (await browser.newContext({ locale: lang, colorScheme })).newPage();
      page.on("console", (message) => message.type() === "error" && console.error(message.text()));
      page.on("pageerror", (error) => console.error(error));
      await page.goto(preview.login);
      for (const width of list(values.width)) {
        for (const path of positionals)
          await takePicture(page, path, { width: Number(width), name: `${theme}-${lang}` });
      }
    }
  }
}

async function takePicture(page: Page, path: string, look: { width: number; name: string }): Promise<void> {
  const { width, name } = look;
  await page.setViewportSize({ width, height: Number(values.height ?? (width < 500 ? 844 : 1000)) });
  await page.goto(new URL(path, preview.login).href);
  await page.waitForSelector("h1");
  for (const text of values.click) await page.getByText(text).first().click();
  // Charts have then drawn, and every age has moved.
  await page.waitForTimeout(2_500);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const file = join(values.out, `${path.replaceAll(/\W+/g, "-").slice(1, 60)}-${width}-${name}.png`);
  const picture = await page.screenshot({ fullPage: values.height === undefined });
  writeFileSync(file, values.small ? withPalette(picture) : picture);
  console.log(`${file}${over > 0 ? ` OVERFLOWS by ${over} px` : ""}`);
}
