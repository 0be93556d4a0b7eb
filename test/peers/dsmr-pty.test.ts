import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serialBus } from "../../core/io/bus.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { BusSession } from "../../core/ports/bus.ts";
import type { DeviceError, Sample } from "../../gateway/drivers/driver.ts";
import { dsmr22, dsmr50, encoded, telegramBytes } from "../../gateway/drivers/dsmr-p1/fixtures/telegrams.ts";
import { dsmrP1 } from "../../gateway/drivers/dsmr-p1/index.ts";
import { type Supervisor, startSupervisor } from "../../gateway/supervisor/supervisor.ts";
import { type PtyPair, ptyPair } from "../support/pty.ts";
import { until } from "../support/until.ts";

const fast = { baud: 115_200, dataBits: 8, parity: "none", stopBits: 1 } as const;
const slow = { baud: 9600, dataBits: 7, parity: "even", stopBits: 1 } as const;

/** The time of a telegram, in winter time. */
const stamp = (at: number) => `${new Date(at + 3_600_000).toISOString().replace(/\D/g, "").slice(2, 14)}W`;

/** Sends what `telegram` makes every so often, in pieces as a serial port gives them, until it is stopped. */
async function meter(path: string, line: typeof fast | typeof slow, telegram: () => Uint8Array) {
  const session: BusSession = await serialBus({ path, ...line }).open({
    onBytes: () => undefined,
    onClose: () => clearInterval(timer),
  });
  const send = async (): Promise<void> => {
    const bytes = telegram();
    for (let at = 0; at < bytes.length; at += 37) await session.write(bytes.subarray(at, at + 37));
  };
  const timer = setInterval(() => void send().catch(() => undefined), 150);
  return async () => {
    clearInterval(timer);
    await session.close();
  };
}

describe("a smart meter on a serial line", () => {
  let pair: PtyPair;
  let supervisor: Supervisor;
  let stopMeter: () => Promise<void>;
  let latest: Map<string, Sample>;
  let troubles: DeviceError[];

  const listen = (line: typeof fast | typeof slow, config: object) => {
    supervisor = startSupervisor({
      buses: [
        { id: "p1", bus: serialBus({ path: pair.near, ...line }), kind: "serial", gap: 5, timeout: 200, retries: 1 },
      ],
      devices: [{ id: "home", bus: "p1", poll: 1000, driver: dsmrP1, config: dsmrP1.config.parse(config) }],
      clocks: systemClocks,
      rng: systemRng,
      onSamples: (_id, samples) => {
        for (const sample of samples) latest.set(sample.point, sample);
      },
      onTrouble: (_id, error) => troubles.push(error),
    });
  };

  beforeEach(async () => {
    pair = await ptyPair();
    latest = new Map();
    troubles = [];
  });
  afterEach(async () => {
    await supervisor[Symbol.asyncDispose]();
    await stopMeter();
    await pair.close();
  });

  const now = () => encoded(dsmr50.map((text) => text.replace("260115120000W", stamp(Date.now()))));

  it("of DSMR 5 is read, a spoilt telegram is not, and both is counted", async () => {
    let spoilt = false;
    stopMeter = await meter(pair.far, fast, () => {
      const bytes = now();
      return spoilt ? bytes.with(200, (bytes[200] ?? 0) ^ 1) : bytes;
    });
    listen(fast, { meters: { electricity: "E0099000012345678" } });
    await until("the meter is read", () => latest.get("power-total")?.value === 0.75);
    expect(latest.get("energy-import")).toMatchObject({ value: 7531.579, quality: "good" });
    expect(Math.abs((latest.get("power-total")?.measuredAt ?? 0) - Date.now())).toBeLessThan(11_000);
    spoilt = true;
    await until("a checksum fails", () => troubles.some(({ kind }) => kind === "checksum"));
    await new Promise((resolve) => setTimeout(resolve, 400));
    const { reads } = supervisor.counters().devices["home"] ?? {};
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(supervisor.counters().devices["home"]?.reads).toBe(reads);
    spoilt = false;
    await until("it is read again", () => (supervisor.counters().devices["home"]?.reads ?? 0) > (reads ?? 0));
  });

  it("is bad at once when the cable is pulled, and recovers unaided within 3 s, three times over", async () => {
    stopMeter = await meter(pair.far, fast, now);
    listen(fast, {});
    for (let round = 0; round < 3; round++) {
      await until("the meter is read", () => latest.get("power-total")?.quality === "good");
      await pair.unplug();
      const pulled = performance.now();
      await until("it is bad", () => latest.get("power-total")?.quality === "bad");
      expect(performance.now() - pulled).toBeLessThan(600);
      expect(latest.get("power-total")).toMatchObject({ value: null, reasons: ["comms"] });
      await stopMeter();
      await pair.plug();
      stopMeter = await meter(pair.far, fast, now);
      const back = performance.now();
      await until("it is good again", () => latest.get("power-total")?.quality === "good");
      expect(performance.now() - back).toBeLessThan(3000);
    }
    expect(supervisor.counters().buses["p1"]).toMatchObject({ opened: 4, lost: 3 });
  });

  it("of DSMR 2.2 is read at 9600 7E1, and sure from the second telegram on", async () => {
    stopMeter = await meter(pair.far, slow, () => telegramBytes(dsmr22, ""));
    listen(slow, { checksum: "none" });
    await until("it is read", () => latest.get("energy-import")?.quality === "good");
    expect(latest.get("energy-import")).toMatchObject({ value: 300.75 });
  });
});
