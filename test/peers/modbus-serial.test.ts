import { ServerSerial, ServerTCP } from "modbus-serial";
import { describe, expect, it, onTestFinished } from "vitest";
import { serialBus, tcpBus } from "../../core/io/bus.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Bus } from "../../core/ports/bus.ts";
import type { Sample } from "../../gateway/drivers/driver.ts";
import { modbus } from "../../gateway/drivers/modbus/index.ts";
import { startSupervisor } from "../../gateway/supervisor/supervisor.ts";
import { freePort } from "../support/ports.ts";
import { ptyPair } from "../support/pty.ts";
import { until } from "../support/until.ts";

const map = {
  level: { register: "inputRegister", address: 3, type: "float32" },
  count: { register: "inputRegister", address: 5, type: "uint16" },
  contact: { register: "discreteInput", address: 9, type: "bool" },
  horn: { register: "coil", address: 2, type: "bool", write: true },
  limit: { register: "holdingRegister", address: 7, type: "int16", scale: 0.1, write: true },
  name: { register: "holdingRegister", address: 8, type: "uint32", wordOrder: "CDAB", write: true },
};

/** Registers and coils of a device whose protocol is modbus-serial's, not ours. */
function peerDevice() {
  const holding = new Map<number, number>();
  const coils = new Map<number, boolean>();
  // 0x40490FDB is pi as float32.
  const inputs = new Map([
    [3, 0x4049],
    [4, 0x0fdb],
    [5, 777],
  ]);
  const vector = {
    getInputRegister: (address: number) => inputs.get(address) ?? 0,
    getHoldingRegister: (address: number) => holding.get(address) ?? 0,
    getDiscreteInput: (address: number) => address === 9,
    getCoil: (address: number) => coils.get(address) ?? false,
    setCoil: (address: number, value: boolean) => void coils.set(address, value),
    setRegister: (address: number, value: number) => void holding.set(address, value),
  };
  return { vector, holding, coils };
}

async function exercise(bus: Bus, kind: "serial" | "tcp", device: ReturnType<typeof peerDevice>): Promise<void> {
  const reads: (readonly Sample[])[] = [];
  const supervisor = startSupervisor({
    buses: [{ id: "line", bus, kind, gap: 5, timeout: 1000, retries: 1 }],
    devices: [{ id: "io", bus: "line", poll: 50, driver: modbus, config: modbus.config.parse({ unitId: 4, map }) }],
    clocks: systemClocks,
    rng: systemRng,
    onSamples: (_device, samples) => reads.push(samples),
  });
  onTestFinished(() => supervisor[Symbol.asyncDispose]());
  const written = [
    await supervisor.write("io", "horn", 1),
    await supervisor.write("io", "limit", -12.3),
    await supervisor.write("io", "name", 0x0001_0203),
  ];
  expect(written.every(({ ok }) => ok)).toBe(true);
  expect([device.coils.get(2), device.holding.get(7), device.holding.get(8), device.holding.get(9)]).toEqual([
    true,
    65_536 - 123,
    0x0203,
    0x0001,
  ]);
  const seen = reads.length;
  await until("a read after the writes", () => reads.length > seen + 1);
  const read = Object.fromEntries(reads.at(-1)?.map(({ point, value }) => [point, value]) ?? []);
  expect(read).toEqual({
    level: Math.fround(Math.PI),
    count: 777,
    contact: 1,
    horn: 1,
    limit: -12.3,
    name: 0x0001_0203,
  });
}

describe("modbus-serial as the server of our driver", () => {
  it("over TCP", async () => {
    const device = peerDevice();
    const port = await freePort();
    const server = new ServerTCP(device.vector, { host: "127.0.0.1", port, unitID: 4 });
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    await new Promise<void>((resolve) => server.on("initialized", () => resolve()));
    await exercise(tcpBus({ host: "127.0.0.1", port }), "tcp", device);
  });

  it("over a serial line", async () => {
    const device = peerDevice();
    const pair = await ptyPair();
    onTestFinished(() => pair.close());
    const server = new ServerSerial(device.vector, { path: pair.far, baudRate: 9600, unitID: 4 });
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    await new Promise<void>((resolve) => server.on("initialized", () => resolve()));
    await exercise(
      serialBus({ path: pair.near, baud: 9600, dataBits: 8, parity: "none", stopBits: 1 }),
      "serial",
      device,
    );
  });
});
