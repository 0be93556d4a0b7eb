import { afterEach, describe, expect, test } from "vitest";
import { serialBus, tcpBus } from "../../core/io/bus.ts";
import { systemClocks, wallClock } from "../../core/io/clock.ts";
import { readTextFile } from "../../core/io/files.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Bus } from "../../core/ports/bus.ts";
import type { DeviceError, Sample } from "../../gateway/drivers/driver.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import { type Supervisor, startSupervisor } from "../../gateway/supervisor/supervisor.ts";
import { type RunningWorld, start } from "../../simulators/app.ts";
import { busLines } from "../../simulators/bus-lines.ts";
import { tcpLines } from "../../simulators/io/tcp-lines.ts";
import { microgrid } from "../../simulators/worlds/index.ts";
import type { MicrogridTruth } from "../../simulators/worlds/microgrid.ts";
import { ptyPair } from "../support/pty.ts";
import { until } from "../support/until.ts";

const undo: (() => PromiseLike<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const loaded = loadSite("examples/lage-landen/microgrid.yaml", { read: readTextFile, drivers });
const devices = loaded.ok ? loaded.value.file.devices : {};

/** The devices of the example's site file, read by the real drivers over these buses. */
function gateway(buses: Readonly<Record<string, Bus>>, kind: "serial" | "tcp") {
  const latest = new Map<string, Sample>();
  const troubles: DeviceError[] = [];
  const supervisor: Supervisor = startSupervisor({
    buses: Object.entries(buses).map(([id, bus]) => ({ id, bus, kind, gap: 5, timeout: 500, retries: 1 })),
    devices: Object.entries(devices).flatMap(([id, { driver, bus, poll, config }]) => {
      const found = drivers.find((candidate) => candidate.driver === driver);
      return found === undefined || !(bus in buses) ? [] : [{ id, bus, poll, driver: found, config }];
    }),
    clocks: systemClocks,
    rng: systemRng,
    onSamples: (id, samples) => {
      for (const sample of samples) latest.set(`${id}/${sample.point}`, sample);
    },
    onTrouble: (_id, error) => troubles.push(error),
  });
  undo.push(() => supervisor[Symbol.asyncDispose]());
  const value = (point: string): number => latest.get(point)?.value ?? Number.NaN;
  return { supervisor, latest, troubles, value };
}

/** The street from now on, by the wall clock. */
function world(lines: Parameters<typeof start>[1]["lines"]): Promise<RunningWorld> {
  return start(microgrid.make({ seed: 1, start: wallClock.now() }), {
    clocks: systemClocks,
    truth: () => undefined,
    lines,
  }).then((running) => {
    undo.push(() => running[Symbol.asyncDispose]());
    return running;
  });
}

const truthOf = (running: RunningWorld) => running.latest() as MicrogridTruth;

function addresses(running: RunningWorld): Readonly<Record<string, Bus>> {
  return Object.fromEntries(
    Object.entries(running.file.buses).map(([name, address]) => {
      const [host = "", port = ""] = address.split(":");
      return [name, tcpBus({ host, port: Number(port) })];
    }),
  );
}

describe("the street's world", () => {
  test("the example's site file has no faults", () => {
    expect(loaded.ok ? [] : loaded.error).toEqual([]);
  });

  test("is read whole by the real drivers over TCP, and what is written to it comes true", async () => {
    const running = await world(tcpLines);
    const { supervisor, latest, value } = gateway(addresses(running), "tcp");
    await until(
      "every device was read",
      () => Object.keys(devices).every((id) => [...latest.keys()].some((point) => point.startsWith(`${id}/`))),
      15_000,
    );
    expect([...latest.values()].filter(({ quality }) => quality !== "good")).toEqual([]);
    expect(Math.abs(value("grid/power-total") - truthOf(running).power)).toBeLessThan(5);
    expect(value("battery/soc")).toBeCloseTo(truthOf(running).battery.soc, 0);
    expect(value("solar/power")).toBeLessThanOrEqual(0);

    const before = value("grid/power-total");
    expect((await supervisor.write("battery", "setpoint", -30)).ok).toBe(true);
    await until("the battery gives 30 kW", () => value("battery/power") === -30);
    await until("the grid meter sees it", () => value("grid/power-total") < before - 25);
    const beyond = await supervisor.write("battery", "setpoint", 150);
    expect(beyond.ok ? undefined : beyond.error).toMatchObject({ kind: "exception", code: 3 });
    expect((await supervisor.write("charger-1", "setpoint", 10.5)).ok).toBe(true);
    await until("the charger holds it", () => value("charger-1/setpoint") === 10.5);
  });

  test("the same devices are read as RTU and as smart meters on serial lines; a garbled telegram is refused", async () => {
    const names = ["meter", "lan", "p1-1", "p1-2"];
    const ptys = await Promise.all(names.map(async (name) => [name, await ptyPair()] as const));
    for (const [, pty] of ptys) undo.push(() => pty.close());
    const line = { baud: 115_200, dataBits: 8, parity: "none", stopBits: 1 } as const;
    const ends = (side: "near" | "far") =>
      Object.fromEntries(ptys.map(([name, pty]) => [name, serialBus({ path: pty[side], ...line })]));
    const running = await world(busLines(ends("far"), "rtu"));
    const { latest, troubles, value } = gateway(ends("near"), "serial");
    await until("meter and battery were read", () => latest.has("grid/frequency") && latest.has("battery/soc"));
    await until("home 1 was heard", () => latest.get("home-01/power-l3")?.quality === "good");
    await until("home 2 was heard", () => latest.has("home-02/power-total"), 15_000);
    expect(value("home-01/voltage-l1")).toBeGreaterThan(210);
    expect(value("home-01/power-l1") + value("home-01/power-l2") + value("home-01/power-l3")).toBeCloseTo(
      value("home-01/power-total"),
      2,
    );
    expect(latest.has("home-02/power-l2")).toBe(false);
    expect(troubles).toEqual([]);
    running.fault("home-01", { kind: "garbage" });
    await until("its check fails", () => troubles.some(({ kind }) => kind === "checksum"));
  });
});
