import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDirectory, type Instance, startInstance } from "../support/instance.ts";
import { until } from "../support/until.ts";

const speed = 60;
const data = freshDirectory();
let demo: Instance;
beforeAll(async () => {
  demo = await startInstance({ data, speed });
});
afterAll(async () => {
  await demo?.stop();
  rmSync(join(data, ".."), { recursive: true, force: true });
});

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("a world sixty times as fast waits for a gateway or plant that is held up: nothing turns stale, no pump is called failed", async () => {
  const begun = (await demo.world()).at;
  // A minute and half a minute at this speed: more than a reading may be old, and less than an answer may take.
  for (const [held, time] of [
    ["gateway", 1_000],
    ["world", 400],
    ["gateway", 1_000],
    ["world", 400],
  ] as const) {
    demo.signal(held, "SIGSTOP");
    await wait(time);
    demo.signal(held, "SIGCONT");
    await until("a minute of the world has passed", async () => (await demo.world()).at > begun + 60_000);
  }
  await until("ten minutes of the world have passed", async () => (await demo.world()).at > begun + 600_000, 60_000);
  await until("the books balance", async () => (await demo.cli("books")).code === 0, 20_000);
  const { stdout } = await demo.cli("query", 'SELECT "reason" FROM "reading"', "--json");
  expect(stdout).toContain("unread");
  expect(stdout).not.toContain("stale");
  expect((await demo.get("/api/v1/alarms")) as unknown[]).toEqual([]);
});
