import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serialBus } from "../../core/io/bus.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Sample } from "../../gateway/drivers/driver.ts";
import { modbus } from "../../gateway/drivers/modbus/index.ts";
import { type Supervisor, startSupervisor } from "../../gateway/supervisor/supervisor.ts";
import { type PtyPair, ptyPair } from "../support/pty.ts";
import { type CellImage, driveImage, kellerImage } from "../support/register-image.ts";
import { serveRtu } from "../support/serve-modbus.ts";
import { until } from "../support/until.ts";

const line = { baud: 19_200, dataBits: 8, parity: "even", stopBits: 1 } as const;

describe("a gauge and a drive on a serial line", () => {
  let pair: PtyPair;
  let drive: CellImage;
  let supervisor: Supervisor;
  let stopServing: () => Promise<void>;
  let latest: Map<string, Sample>;

  const serve = async () => {
    stopServing = await serveRtu(serialBus({ path: pair.far, ...line }), { 1: drive, 11: kellerImage(1.25, 11.5) });
  };
  const device = (id: string, unitId: number, map: string) => {
    return { id, bus: "line", poll: 100, driver: modbus, config: modbus.config.parse({ unitId, map }) };
  };

  beforeEach(async () => {
    pair = await ptyPair();
    drive = driveImage();
    latest = new Map();
    await serve();
    supervisor = startSupervisor({
      buses: [
        { id: "line", bus: serialBus({ path: pair.near, ...line }), kind: "serial", gap: 5, timeout: 200, retries: 1 },
      ],
      devices: [device("vfd", 1, "abb-drives-profile"), device("gauge", 11, "keller-level")],
      clocks: systemClocks,
      rng: systemRng,
      onSamples: (id, samples) => {
        for (const sample of samples) latest.set(`${id}/${sample.point}`, sample);
      },
    });
  });
  afterEach(async () => {
    await supervisor[Symbol.asyncDispose]();
    await stopServing();
    await pair.close();
  });

  const value = (path: string) => latest.get(path)?.value;

  it("reads both, starts the drive and sees it run", async () => {
    await until("both are read", () => value("gauge/p1") === 1.25 && value("vfd/remote") === 1);
    expect(await supervisor.write("vfd", "setpoint", 85)).toEqual({ ok: true, value: undefined });
    expect(await supervisor.write("vfd", "run", 1)).toEqual({ ok: true, value: undefined });
    await until("the drive says that it runs", () => value("vfd/running") === 1 && value("vfd/actual") === 85);
    expect(await supervisor.write("vfd", "run", 0)).toEqual({ ok: true, value: undefined });
    await until("the drive says that it stands", () => value("vfd/running") === 0);
  });

  it("says bad at once when the cable is pulled, and recovers unaided within 3 s, five times over", async () => {
    for (let round = 0; round < 5; round++) {
      await until("the gauge is read", () => value("gauge/p1") === 1.25);
      await pair.unplug();
      const pulled = performance.now();
      await until("the gauge is bad", () => latest.get("gauge/p1")?.quality === "bad");
      expect(performance.now() - pulled).toBeLessThan(600);
      expect(latest.get("gauge/p1")).toMatchObject({ value: null, reasons: ["comms"] });
      await stopServing();
      await pair.plug();
      await serve();
      const back = performance.now();
      await until("the gauge is good again", () => latest.get("gauge/p1")?.quality === "good");
      expect(performance.now() - back).toBeLessThan(3000);
    }
    expect(supervisor.counters().buses["line"]).toMatchObject({ opened: 6, lost: 5 });
  });
});
