import { settled } from "../../core/io/turn.ts";
import type { RegisterImage } from "../../core/modbus/server.ts";
import { rtuServer } from "../../core/modbus/server.ts";
import { type SimLine, simLine } from "../../core/sim/bus.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import type { DeviceError, Sample } from "../../gateway/drivers/driver.ts";
import { modbusConfig } from "../../gateway/drivers/modbus/config.ts";
import { modbus } from "../../gateway/drivers/modbus/index.ts";
import { type Supervisor, startSupervisor } from "../../gateway/supervisor/supervisor.ts";

/** One request as it arrived at the devices' end, with its virtual time. */
export interface Seen {
  readonly at: number;
  readonly frame: string;
}

/** A serial line of emulated devices on virtual time, and a supervisor that polls them. */
export interface SimBench {
  readonly scheduler: SimScheduler;
  readonly line: SimLine;
  readonly supervisor: Supervisor;
  readonly seen: readonly Seen[];
  readonly samples: readonly (readonly [device: string, samples: readonly Sample[]])[];
  readonly troubles: readonly (readonly [device: string, error: DeviceError])[];
  /** Opens the devices' end; after `unplug` and `plug` it must be opened again. */
  readonly serve: () => Promise<void>;
  /** The devices answer only after this long. */
  answerAfter(unitId: number, delay: () => number): void;
  /** What the devices answer is changed on its way. */
  mangle(change: (answer: Uint8Array) => Uint8Array): void;
}

/** A device of the bench. */
export interface BenchDevice {
  readonly unitId: number;
  readonly map: unknown;
  readonly image?: RegisterImage;
  readonly poll?: number;
  readonly expects?: Readonly<Record<string, unknown>>;
}

/** 2026-01-01T00:00:00Z. */
export const benchStart = 1_767_225_600_000;

/** Starts a bench. Timeout 100 ms, gap 5 ms, one retry. */
export async function simBench(devices: Readonly<Record<string, BenchDevice>>): Promise<SimBench> {
  const scheduler = new SimScheduler(benchStart, settled);
  const line = simLine(scheduler);
  const seen: Seen[] = [];
  const samples: (readonly [string, readonly Sample[]])[] = [];
  const troubles: (readonly [string, DeviceError])[] = [];
  const delays = new Map<number, () => number>();
  let change = (answer: Uint8Array): Uint8Array => answer;
  const images = new Map(Object.values(devices).map(({ unitId, image }) => [unitId, image]));
  const serve = async (): Promise<void> => {
    const server = rtuServer((unitId) => images.get(unitId));
    const far = await line.far.open({
      onBytes(bytes) {
        seen.push({ at: scheduler.now - benchStart, frame: Buffer.from(bytes).toString("hex") });
        const answer = change(server.push(bytes));
        const delay = delays.get(bytes[0] ?? 0)?.() ?? 0;
        if (answer.length > 0) scheduler.schedule(scheduler.now + delay, () => void far.write(answer).catch(() => 0));
      },
      onClose: () => undefined,
    });
  };
  await serve();
  const supervisor = startSupervisor({
    buses: [{ id: "line", bus: line.near, kind: "serial", gap: 5, timeout: 100, retries: 1 }],
    devices: Object.entries(devices).map(([id, { unitId, map, poll = 1000, expects }]) => ({
      id,
      bus: "line",
      poll,
      driver: modbus,
      config: modbusConfig.parse({ unitId, map, expects }),
    })),
    clocks: scheduler.clocks(),
    rng: seededRng(1),
    onSamples: (device, read) => samples.push([device, read]),
    onTrouble: (device, error) => troubles.push([device, error]),
  });
  return {
    scheduler,
    line,
    supervisor,
    seen,
    samples,
    troubles,
    serve,
    answerAfter: (unit, ms) => delays.set(unit, ms),
    mangle(next) {
      change = next;
    },
  };
}
