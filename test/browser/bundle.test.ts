import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildConsole } from "../support/console-preview.ts";

/** Bytes on the line for everything there is, and for what the first page needs. */
const most = { everything: 120_000, first: 75_000 };
const assets = mkdtempSync(join(tmpdir(), "homeostat-bundle-"));
beforeAll(() => buildConsole(assets));
afterAll(() => rmSync(assets, { recursive: true }));

const sizeOf = (file: string): number => gzipSync(readFileSync(join(assets, file))).length;
const sum = (files: readonly string[]): number => files.reduce((total, file) => total + sizeOf(file), 0);

test("the console is small on the line, and what draws charts is fetched only when there is one", () => {
  const files = readdirSync(assets, { recursive: true, encoding: "utf8" }).filter((file) => file.includes("."));
  const html = readFileSync(join(assets, "index.html"), "utf8");
  const first = ["index.html", ...[...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file = ""]) => file)];
  expect(first.length).toBeGreaterThanOrEqual(3);
  expect(sum(files)).toBeLessThanOrEqual(most.everything);
  expect(sum(first)).toBeLessThanOrEqual(most.first);
  expect(first.some((file) => readFileSync(join(assets, file), "utf8").includes("uplot"))).toBe(false);
});
