import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import modbusSerial from "modbus-serial";
import { afterEach, describe, expect, test } from "vitest";
import { serialBus } from "../../core/io/bus.ts";
import { systemClocks, wallClock } from "../../core/io/clock.ts";
import { type RunningWorld, start, type WorldFile } from "../../simulators/app.ts";
import { busLines } from "../../simulators/bus-lines.ts";
import { runWorld } from "../../simulators/io/run.ts";
import { polder } from "../../simulators/worlds/index.ts";
import type { PolderTruth } from "../../simulators/worlds/polder.ts";
import { ptyPair } from "../support/pty.ts";
import { until } from "../support/until.ts";

const undo: (() => PromiseLike<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function directory(): string {
  const dir = mkdtempSync(join(tmpdir(), "homeostat-world-"));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function client(address: string | undefined, unitId: number) {
  const [host = "", port = ""] = (address ?? "").split(":");
  const modbus = new modbusSerial.default();
  await modbus.connectTCP(host, { port: Number(port) });
  modbus.setTimeout(1_000);
  modbus.setID(unitId);
  undo.push(() => modbus.close(() => undefined));
  return modbus;
}

const lines = (dir: string): Record<string, unknown>[] =>
  readFileSync(join(dir, "truth.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

async function runHere(): Promise<{ dir: string; world: RunningWorld }> {
  const dir = directory();
  const world = await runWorld({ dir, clock: wallClock, make: polder.make({ seed: 1, start: Date.now() }) });
  undo.push(() => world[Symbol.asyncDispose]());
  return { dir, world };
}

describe("the polder's world", () => {
  test("an independent Modbus client reads what the truth file already holds", async () => {
    const { dir, world } = await runHere();
    const gauge = await client(world.file.buses["sensors"], 11);
    for (let read = 0; read < 20; read += 1) {
      const { buffer } = await gauge.readHoldingRegisters(0x0100, 4);
      const shown = lines(dir)
        .filter((line) => line["device"] === "gauge-in-a")
        .map((line) => line["shown"] as { p1: number; tob1: number });
      expect(shown.map(({ p1 }) => p1)).toContain(buffer.readFloatBE(0));
      expect(shown.at(-1)?.tob1).toBe(buffer.readFloatBE(4));
    }
  });

  test("it starts a pump and the control port trips it, for those who know the token", async () => {
    const { dir, world } = await runHere();
    const drive = await client(world.file.buses["drives"], 1);
    await drive.writeRegisters(0, [0x047e, 18_000]);
    await drive.writeRegister(0, 0x047f);
    await until("the motor turns", async () => ((await drive.readHoldingRegisters(4, 1)).data[0] ?? 0) > 1_000);

    const { url = "", tokenFile = "" } = world.file.control ?? {};
    const body = JSON.stringify({ device: "vfd-1", kind: "stop", for: "60s" });
    const post = (authorization: string) => fetch(`${url}/fault`, { method: "POST", body, headers: { authorization } });
    expect((await post("Bearer guess")).status).toBe(401);
    const token = readFileSync(tokenFile, "utf8").trim();
    expect((await post(`Bearer ${token}`)).status).toBe(200);
    expect(((await drive.readHoldingRegisters(3, 1)).data[0] ?? 0) & 8).toBe(8);
    const headers = { authorization: `Bearer ${token}` };
    const truth = (await (await fetch(`${url}/truth/latest`, { headers })).json()) as { pumps: unknown[] };
    expect(truth.pumps).toHaveLength(2);
    expect(JSON.parse(readFileSync(join(dir, "world.json"), "utf8"))).toEqual(world.file);
  });

  test("the same devices answer mbpoll as RTU on a serial line", async () => {
    const ptys = { drives: await ptyPair(), sensors: await ptyPair() };
    undo.push(() => ptys.drives.close());
    undo.push(() => ptys.sensors.close());
    const far = (path: string) => serialBus({ path, baud: 9_600, dataBits: 8, parity: "none", stopBits: 1 });
    const world = await start(polder.make({ seed: 1, start: Date.now() }), {
      clocks: systemClocks,
      truth: () => undefined,
      lines: busLines({ drives: far(ptys.drives.far), sensors: far(ptys.sensors.far) }, "rtu"),
    });
    undo.push(() => world[Symbol.asyncDispose]());
    const mbpoll = async (port: string, ...rest: string[]): Promise<string> => {
      const line = ["-m", "rtu", "-b", "9600", "-P", "none", "-0", "-q", ...rest.slice(0, -1), port];
      return (await promisify(execFile)("mbpoll", [...line, ...(rest.at(-1) ?? "").split(" ").filter(Boolean)])).stdout;
    };
    const gauge = await mbpoll(ptys.sensors.near, "-a", "11", "-t", "4:float", "-B", "-r", "256", "-c", "2", "-1", "");
    const [pressure = 0, temperature = 0] = [...gauge.matchAll(/:\s+([0-9.]+)/g)].map((match) => Number(match[1]));
    expect(pressure).toBeGreaterThan(0.1);
    expect(pressure).toBeLessThan(0.3);
    expect(Math.abs(temperature - 11.5)).toBeLessThan(1);
    await mbpoll(ptys.drives.near, "-a", "1", "-t", "4", "-r", "0", "-1", "1150 16000");
    await mbpoll(ptys.drives.near, "-a", "1", "-t", "4", "-r", "0", "-1", "1151");
    await until("the pump turns", () => ((world.latest() as PolderTruth).pumps[0]?.speed ?? 0) > 0.05);
  });

  test("as a process it writes where it is, survives its clients and ends on SIGTERM", async () => {
    const dir = directory();
    const main = new URL("../../simulators/main.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, [
      "--import",
      "tsx",
      main,
      "--dir",
      dir,
      "--speed",
      "60",
      "--start",
      "2026-06-01T00:00:00Z",
    ]);
    undo.push(() => void child.kill("SIGKILL"));
    const file = (): WorldFile => JSON.parse(readFileSync(join(dir, "world.json"), "utf8")) as WorldFile;
    await until("world.json is there", () => {
      try {
        return file().buses["drives"] !== undefined;
      } catch {
        return false;
      }
    });
    const io = await client(file().buses["sensors"], 20);
    expect((await io.readDiscreteInputs(0, 5)).data.slice(0, 5)).toEqual([true, false, false, true, true]);
    await until(
      "a minute of world time passes in a second",
      () => Number(lines(dir).at(-1)?.["at"]) > Date.UTC(2026, 5, 1, 0, 1),
    );
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
  });
});
