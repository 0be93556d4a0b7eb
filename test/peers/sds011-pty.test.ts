import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serialBus } from "../../core/io/bus.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Sample } from "../../gateway/drivers/driver.ts";
import { sds011 } from "../../gateway/drivers/sds011/index.ts";
import { type Supervisor, startSupervisor } from "../../gateway/supervisor/supervisor.ts";
import { type PtyPair, ptyPair } from "../support/pty.ts";
import { until } from "../support/until.ts";

const line = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;

/** A sensor as its protocol document has it, at ten times its speed: it takes commands, answers them, and sleeps. */
async function emulatedSensor(path: string, dust: { pm25: number; pm10: number }) {
  const state = { awake: false, commands: [] as string[] };
  let received: number[] = [];
  const frame = (kind: number, data: readonly number[]) => {
    const sum = data.reduce((total, byte) => total + byte, 0) & 0xff;
    return Uint8Array.of(0xaa, kind, ...data, sum, 0xab);
  };
  const take = (command: readonly number[]): void => {
    const sum = command.slice(2, 17).reduce((total, byte) => total + byte, 0) & 0xff;
    if (command[1] !== 0xb4 || command[17] !== sum || command[18] !== 0xab) return;
    const [code = 0, isSet = 0, value = 0] = command.slice(2, 5);
    // A sleeping sensor hears only that it should wake.
    if (!state.awake && !(code === 6 && value === 1)) return;
    state.commands.push([code, isSet, value].join(" "));
    if (code === 6 && isSet === 1) state.awake = value === 1;
    void session.write(frame(0xc5, [code, isSet, value, 0, 0x12, 0x34])).catch(() => undefined);
  };
  const session = await serialBus({ path, ...line }).open({
    onBytes(bytes) {
      received.push(...bytes);
      while (received.length >= 19) {
        if (received[0] === 0xaa) take(received.splice(0, 19));
        else received = received.slice(1);
      }
    },
    onClose: () => clearInterval(timer),
  });
  const timer = setInterval(() => {
    if (!state.awake) return;
    const [pm25, pm10] = [Math.round(dust.pm25 * 10), Math.round(dust.pm10 * 10)];
    const data = [pm25 & 0xff, pm25 >> 8, pm10 & 0xff, pm10 >> 8, 0x12, 0x34];
    void session.write(frame(0xc0, data)).catch(() => undefined);
  }, 100);
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    await session.close();
  };
  return { state, stop };
}

describe("a dust sensor on a serial line", () => {
  let pair: PtyPair;
  let supervisor: Supervisor;
  let sensor: Awaited<ReturnType<typeof emulatedSensor>>;
  let samples: Sample[];
  const dust = { pm25: 7.5, pm10: 8.1 };

  const listen = (config: object) => {
    supervisor = startSupervisor({
      buses: [
        { id: "dust", bus: serialBus({ path: pair.near, ...line }), kind: "serial", gap: 5, timeout: 200, retries: 1 },
      ],
      devices: [{ id: "street", bus: "dust", poll: 1000, driver: sds011, config: sds011.config.parse(config) }],
      clocks: systemClocks,
      rng: systemRng,
      onSamples: (_id, batch) => samples.push(...batch),
    });
  };

  beforeEach(async () => {
    pair = await ptyPair();
    samples = [];
    sensor = await emulatedSensor(pair.far, dust);
  });
  afterEach(async () => {
    await supervisor[Symbol.asyncDispose]();
    await sensor.stop();
    await pair.close();
  });

  it("is woken, set, and read after its warm-up", async () => {
    const opened = Date.now();
    listen({ warmUp: "1s" });
    await until("it is read", () => samples.length >= 4);
    expect(samples.slice(0, 2)).toMatchObject([
      { point: "pm2-5", value: 7.5, quality: "good" },
      { point: "pm10", value: 8.1, quality: "good" },
    ]);
    expect((samples[0]?.measuredAt ?? 0) - opened).toBeGreaterThanOrEqual(1000);
    expect(sensor.state.commands).toEqual(["6 1 1", "8 1 0", "2 1 0"]);
  });

  it("is put to sleep when it has measured", async () => {
    listen({ warmUp: "0s", dutyCycle: "20s" });
    await until("it sleeps", () => sensor.state.commands.at(-1) === "6 1 0");
    expect(sensor.state.awake).toBe(false);
    const { length } = samples;
    expect(length).toBeGreaterThan(50);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(samples).toHaveLength(length);
  });

  it("is bad when the cable is pulled, and read again when it is back", async () => {
    listen({ warmUp: "0s" });
    await until("it is read", () => samples.at(-1)?.quality === "good");
    await pair.unplug();
    await until("it is bad", () => samples.at(-1)?.quality === "bad");
    await sensor.stop();
    await pair.plug();
    sensor = await emulatedSensor(pair.far, dust);
    await until("it is good again", () => samples.at(-1)?.quality === "good");
  });
});
