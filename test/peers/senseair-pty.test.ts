import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serialBus } from "../../core/io/bus.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Sample } from "../../gateway/drivers/driver.ts";
import { modbus } from "../../gateway/drivers/modbus/index.ts";
import { type Supervisor, startSupervisor } from "../../gateway/supervisor/supervisor.ts";
import { type PtyPair, ptyPair } from "../support/pty.ts";
import { cellImage, registers } from "../support/register-image.ts";
import { serveRtu } from "../support/serve-modbus.ts";
import { until } from "../support/until.ts";

const line = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;

describe("a CO2 sensor on a serial line", () => {
  let pair: PtyPair;
  let supervisor: Supervisor;
  let stopServing: () => Promise<void>;
  let latest: Map<string, Sample>;
  const words = registers(0, 0, 0, 0, 904);

  beforeEach(async () => {
    pair = await ptyPair();
    latest = new Map();
    stopServing = await serveRtu(serialBus({ path: pair.far, ...line }), { 254: cellImage({ inputRegister: words }) });
    supervisor = startSupervisor({
      buses: [
        { id: "room", bus: serialBus({ path: pair.near, ...line }), kind: "serial", gap: 20, timeout: 300, retries: 1 },
      ],
      devices: [
        {
          id: "air",
          bus: "room",
          poll: 100,
          driver: modbus,
          config: modbus.config.parse({ unitId: 254, map: "senseair-s8" }),
        },
      ],
      clocks: systemClocks,
      rng: systemRng,
      onSamples: (_id, samples) => {
        for (const sample of samples) latest.set(sample.point, sample);
      },
    });
  });
  afterEach(async () => {
    await supervisor[Symbol.asyncDispose]();
    await stopServing();
    await pair.close();
  });

  it("is read, and not believed while it reports a fault", async () => {
    await until("it is read", () => latest.get("co2")?.value === 904);
    words.set(0, 1);
    await until("its value is bad", () => latest.get("co2")?.quality === "bad");
    expect(latest.get("co2")).toMatchObject({ value: null, reasons: ["device-fault"] });
    expect(latest.get("fatal-error")).toMatchObject({ value: 1, quality: "good" });
    words.set(0, 0);
    words.set(3, 612);
    await until("it is good again", () => latest.get("co2")?.value === 612);
  });
});
