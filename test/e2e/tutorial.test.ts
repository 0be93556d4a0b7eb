import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { root } from "../support/running.ts";
import { Follower, type Outcome, type Step, stepsOf } from "../support/tutorial.ts";
import { until } from "../support/until.ts";

const steps = stepsOf(readFileSync(join(root, "docs/tutorial.md"), "utf8"));

/** What is to be seen after a step, by a word that it must hold. */
const seen: readonly (readonly [command: string, expected: RegExp])[] = [
  ["level-inside", /\d{4}-\d\d-\d\dT.*-\d\.\d+/],
  ["homeostat books", /unexplained[\s\S]*\t0\n/],
  ["GROUP BY variable", /p1\t.*\n.*tob1\t/],
  ["homeostat login", /http:\/\/127\.0\.0\.1:\d+\/login\?once=/],
  ["config print", /whenFull: drop-oldest/],
  ["homeostat why gauge/level", /level-high/],
  ["homeostat doctor", /✓ running: store is ready/],
];

describe("docs/tutorial.md, followed from top to bottom", { timeout: 240_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-tutorial-"));
  const follower = new Follower(folder);
  afterAll(async () => {
    await follower.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Somebody looks again where nothing is to be seen yet. */
  async function look(text: string): Promise<Outcome> {
    const expected = seen.filter(([command]) => text.includes(command)).map(([, pattern]) => pattern);
    let last = await follower.run(text);
    await until(
      `it shows ${expected.join(" and ")}`,
      async () => {
        if (last.code === 0 && expected.every((pattern) => pattern.test(last.out))) return true;
        last = await follower.run(text);
        return false;
      },
      60_000,
    ).catch((error) => {
      throw new Error(`${error}\n${last.code}: ${last.out}`);
    });
    return last;
  }

  async function take(step: Step): Promise<void> {
    if (step.kind === "file") return follower.write(step.path, step.text);
    if (step.how === "keeps running") return follower.keep(step.text);
    if (step.how === "fails") {
      const { code, out } = await follower.run(step.text);
      expect(out).toContain("did you mean `poll`?");
      expect(code).toBe(1);
      return undefined;
    }
    await look(step.text);
    return undefined;
  }

  test.each(
    steps.map((step, index) => ({
      step,
      name: `${index + 1}: ${step.kind === "file" ? step.path : step.text.trim()}`,
    })),
  )("$name", ({ step }) => take(step));

  test("everything that was to be seen was looked at", () => {
    const commands = steps.flatMap((step) => (step.kind === "commands" ? [step.text] : [])).join("\n");
    expect(seen.filter(([command]) => !commands.includes(command))).toEqual([]);
  });
});
