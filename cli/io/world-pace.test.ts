import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { notePace } from "./world-pace.ts";

it("a pace that cannot be noted is said once and ends nothing", () => {
  const folder = mkdtempSync(join(tmpdir(), "pace-"));
  writeFileSync(join(folder, "world"), "in the way of the directory");
  const path = join(folder, "world", "pace.json");
  const said: string[] = [];
  const stop = notePace(
    path,
    () => 0,
    (text) => said.push(text),
  );
  stop();
  expect(said).toEqual([expect.stringContaining(path)]);
  rmSync(folder, { recursive: true });
});
