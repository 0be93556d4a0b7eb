import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const run = promisify(execFile);
const guard = new URL("../support/no-network.mjs", import.meta.url).pathname;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line from its sources with every door to the outside nailed shut. */
async function homeostat(...words: readonly string[]): Promise<Ended> {
  try {
    const ended = await run(process.execPath, ["--import", "tsx", "--import", guard, "cli/main.ts", ...words]);
    return { code: 0, ...ended };
  } catch (failed) {
    const { code, stdout, stderr } = failed as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

const folder = "cli/fixtures/broken";
const fixtures = (kind: "broken" | "valid") =>
  readdirSync(folder)
    .filter((name) => name.endsWith(`.${kind}.yaml`))
    .map((name) => `${folder}/${name}`);

describe("homeostat check", () => {
  test("opens no socket, no device and no process, whatever it reads", async () => {
    const broken = await homeostat("check", "--json", ...fixtures("broken"));
    expect(broken.stderr).not.toContain("touched:");
    expect(broken.code).toBe(1);
    const rows = JSON.parse(broken.stdout) as { file: string }[];
    expect(new Set(rows.map(({ file }) => file))).toEqual(new Set(fixtures("broken")));

    const valid = await homeostat("check", ...fixtures("valid"), "examples/polder", "examples/environment-agency.yaml");
    expect(valid).toMatchObject({ code: 0, stderr: "" });
  });

  test.each([
    ["net connect", "require('node:net').connect(1)"],
    ["net listen", "require('node:http').createServer().listen(0)"],
    ["device /dev/null", "require('node:fs/promises').readFile('/dev/null')"],
    ["child spawn", "require('node:child_process').spawn('true')"],
    ["native code", "new (require('serialport').SerialPort)({ path: '/dev/null', baudRate: 9600 })"],
  ])("the guard itself notices a door that is opened: %s", async (door, program) => {
    const failing = run(process.execPath, ["--import", guard, "--eval", program]);
    const { code, stderr } = await failing.then(
      ({ stderr: said }): Ended => ({ code: 0, stdout: "", stderr: said }),
      (failed: Ended) => failed,
    );
    expect({ code, stderr }).toEqual({ code: 86, stderr: `touched: ${door}\n` });
  });
});
