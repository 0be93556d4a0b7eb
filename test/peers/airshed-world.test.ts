import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serialBus, tcpBus } from "../../core/io/bus.ts";
import { acceleratedClock, ioClock } from "../../core/io/clock.ts";
import { readTextFile } from "../../core/io/files.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { Sample } from "../../gateway/drivers/driver.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { type BusPort, supervisedBuses, supervisedDevices } from "../../gateway/host/devices.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import type { SiteFile } from "../../gateway/site/schema.ts";
import { type Supervisor, startSupervisor } from "../../gateway/supervisor/supervisor.ts";
import { type RunningWorld, start as startWorld } from "../../simulators/app.ts";
import { busLines } from "../../simulators/bus-lines.ts";
import { runWorld } from "../../simulators/io/run.ts";
import type { AirshedTruth } from "../../simulators/worlds/airshed.ts";
import { airshed } from "../../simulators/worlds/index.ts";
import { type PtyPair, ptyPair } from "../support/pty.ts";
import { until } from "../support/until.ts";

/** A lesson on a Monday that is over; lived at twenty times its speed, so that a warm-up takes a second and a half. */
const lesson = Date.UTC(2026, 10, 9, 9, 35);
const speed = 20;

const undo: (() => PromiseLike<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function exampleFile(): SiteFile {
  const path = join(import.meta.dirname, "../../examples/lage-landen/airshed.yaml");
  const loaded = loadSite(path, { read: readTextFile, drivers });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value.file;
}

describe("the school's world, read by the gateway's own drivers as its site file wires them", () => {
  const file = exampleFile();
  let clocks: Clocks;
  let latest: Map<string, Sample>;
  let troubles: Set<string>;
  let supervisor: Supervisor;
  const read = (path: string): number => latest.get(path)?.value ?? Number.NaN;
  const isGood = (path: string): boolean => latest.get(path)?.quality === "good";

  beforeEach(() => {
    latest = new Map();
    troubles = new Set();
    clocks = { io: ioClock, world: acceleratedClock({ speed, start: lesson, startedAt: Date.now() }) };
  });

  const supervise = (port: BusPort): void => {
    supervisor = startSupervisor({
      buses: supervisedBuses(file, port),
      devices: supervisedDevices(file, drivers),
      clocks,
      rng: systemRng,
      onSamples: (device, samples) => {
        for (const sample of samples) latest.set(`${device}/${sample.point}`, sample);
      },
      onTrouble: (device, { kind }) => troubles.add(`${device} ${kind}`),
    });
    undo.push(() => supervisor[Symbol.asyncDispose]());
  };

  const expectTruth = async (world: RunningWorld): Promise<void> => {
    const points = ["dust-b/pm2-5", "dust-in/pm10", "co2/co2", "climate/humidity-outside", "air-handler/actual"];
    await until("every device is read", () => [...points, "alarm-panel/fire"].every(isGood));
    const { street, rooms, temperature, supply } = world.latest() as AirshedTruth;
    const near = (path: string, truth: number, within: number): void =>
      expect(Math.abs(read(path) - truth), `${path} ${read(path)} is near ${truth}`).toBeLessThan(within);
    near("dust-b/pm2-5", street.pm25, 3);
    near("dust-b/pm10", street.pm10, 5);
    near("dust-in/pm2-5", rooms[0]?.pm25 ?? 0, 3);
    near("co2/co2", rooms[0]?.co2 ?? 0, 60);
    near("climate/temperature-inside", temperature, 0.5);
    near("climate/temperature-outside", street.temperature, 0.5);
    near("climate/temperature-supply", supply, 0.5);
    near("climate/humidity-outside", street.humidity, 1);
    expect(["running", "ready", "fault", "remote"].map((point) => read(`air-handler/${point}`))).toEqual([1, 1, 0, 1]);
  };

  test("over TCP: every point is near the truth, orders move the air, a fire is seen and stops it", async () => {
    const dir = mkdtempSync(join(tmpdir(), "homeostat-school-"));
    undo.push(() => rmSync(dir, { recursive: true, force: true }));
    const make = airshed.make({ seed: 1, start: lesson });
    const world = await runWorld({ dir, clock: clocks.world, make });
    undo.push(() => world[Symbol.asyncDispose]());
    supervise((id) => {
      const [host = "", port = ""] = (world.file.buses[id] ?? "").split(":");
      return { bus: tcpBus({ host, port: Number(port) }), kind: "tcp" };
    });
    await expectTruth(world);

    expect(await supervisor.write("air-handler", "setpoint", 80)).toMatchObject({ ok: true });
    expect(await supervisor.write("air-handler", "recirculate", 1)).toMatchObject({ ok: true });
    await until("the fan has come to its speed", () => Math.abs(read("air-handler/actual") - 80) < 2);
    expect(world.latest()).toMatchObject({ fan: 0.8, recirculating: true });
    expect(read("air-handler/recirculate")).toBe(1);

    world.fault("alarm-panel", { kind: "fire" });
    await until("the fire is seen", () => read("alarm-panel/fire") === 1);
    await until("the air stands still", () => read("air-handler/actual") === 0);
    expect(read("air-handler/ready")).toBe(0);

    const shown = readFileSync(join(dir, "truth.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { device?: string; shown?: Record<string, number> });
    const dust = shown.filter(({ device }) => device === "dust-b").map((line) => line.shown?.["pm25"]);
    expect(dust).toContain(read("dust-b/pm2-5"));
  });

  test("on serial lines: the dust sensors speak, sleep and warm up on their ptys, Modbus is RTU", async () => {
    const ptys: Record<string, PtyPair> = {};
    for (const bus of airshed.buses) {
      const pair = await ptyPair();
      undo.push(() => pair.close());
      ptys[bus] = pair;
    }
    const at = (path: string) => serialBus({ path, baud: 9_600, dataBits: 8, parity: "none", stopBits: 1 });
    const far = Object.fromEntries(Object.entries(ptys).map(([bus, pair]) => [bus, at(pair.far)]));
    const truth: string[] = [];
    const world = await startWorld(airshed.make({ seed: 1, start: lesson }), {
      clocks,
      truth: (line) => truth.push(line),
      lines: busLines(far, "rtu"),
    });
    undo.push(() => world[Symbol.asyncDispose]());
    supervise((id) => ({ bus: at(ptys[id]?.near ?? ""), kind: "serial" }));
    await expectTruth(world);

    const said = (): number => truth.filter((line) => line.includes('"device":"dust-b"')).length;
    await until("the sensor in the street sleeps", async () => {
      const before = said();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return said() === before;
    });
    expect(isGood("dust-b/pm2-5")).toBe(true);

    world.fault("dust-in", { kind: "garbage" });
    await until("damaged frames are noticed", () => troubles.has("dust-in checksum"));
    world.fault("co2", { kind: "unplug" });
    await until("an unplugged CO2 sensor is bad", () => latest.get("co2/co2")?.quality === "bad");
    await ptys["room"]?.unplug();
    await until("a cut line is bad", () => latest.get("climate/temperature-inside")?.quality === "bad");
  });
});
