import { describe, expect, it } from "vitest";
import { settled } from "../../core/io/turn.ts";
import { err, ok } from "../../core/result.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import type { ActuatorConfig } from "../../rules/engine/schema.ts";
import { ActuatorWriter } from "./writer.ts";

const pump = { form: "speed", device: "vfd-1", link: { reassert: 3_000 } } as unknown as ActuatorConfig;
const battery = { form: "power", device: "inverter", link: { reassert: 10_000 } } as unknown as ActuatorConfig;
const watts = { unit: "W", type: "number", writable: true, staleAfter: 5_000 } as const;
const siren = { form: "output", output: "io/siren" } as unknown as ActuatorConfig;

function setUp(given: "ok" | "timeout" = "ok") {
  let answer = given;
  const answers = (next: typeof answer) => {
    answer = next;
  };
  const scheduler = new SimScheduler(0, settled);
  const writes: string[] = [];
  const failures: string[] = [];
  const write = async (device: string, point: string, value: number) => {
    writes.push(`${scheduler.now} ${device}/${point}=${value}`);
    return answer === "ok" ? ok(undefined) : err({ kind: "timeout" } as const);
  };
  const writer = new ActuatorWriter(
    { actuators: { "pump-1": pump, siren, battery }, points: { "inverter/setpoint": watts } },
    { write, clock: scheduler.clocks().io },
    {
      onFailure: (actuator) => failures.push(actuator),
      onWritten: (actuator) => failures.push(`${actuator} written`),
    },
  );
  return { scheduler, writer, writes, failures, answers };
}

describe("the actuator writer", () => {
  it("writes nothing before the first output", async () => {
    const { scheduler, writes } = setUp();
    await scheduler.advance(60_000);
    expect(writes).toEqual([]);
  });

  it("sends the speed before the start and re-asserts both", async () => {
    const { scheduler, writer, writes } = setUp();
    writer.apply({ actuator: "pump-1", run: true, speed: 85, released: false });
    await scheduler.advance(3_500);
    expect(writes).toEqual(["0 vfd-1/setpoint=85", "0 vfd-1/run=1", "3000 vfd-1/setpoint=85", "3000 vfd-1/run=1"]);
  });

  it("writes a setpoint in the unit of its point, idle too, and re-asserts it", async () => {
    const { scheduler, writer, writes } = setUp();
    writer.apply({ actuator: "battery", run: true, speed: -12.5, released: false });
    await scheduler.advance(10_001);
    writer.apply({ actuator: "battery", run: false, speed: 0, released: false });
    await scheduler.advance(1);
    expect(writes).toEqual([
      "0 inverter/setpoint=-12500",
      "10000 inverter/setpoint=-12500",
      "10001 inverter/setpoint=0",
    ]);
  });

  it("re-asserts only the newest order", async () => {
    const { scheduler, writer, writes } = setUp();
    writer.apply({ actuator: "pump-1", run: true, speed: 85, released: false });
    await scheduler.advance(1_000);
    writer.apply({ actuator: "pump-1", run: false, speed: 0, released: false });
    await scheduler.advance(3_500);
    expect(writes.slice(2)).toEqual(["1000 vfd-1/run=0", "4000 vfd-1/run=0"]);
  });

  it("writes a contact once", async () => {
    const { scheduler, writer, writes } = setUp();
    writer.apply({ actuator: "siren", run: true, speed: null, released: false });
    await scheduler.advance(10_000);
    expect(writes).toEqual(["0 io/siren=1"]);
  });

  it("tries a contact again until it is taken", async () => {
    const { scheduler, writer, writes } = setUp("timeout");
    writer.apply({ actuator: "siren", run: true, speed: null, released: false });
    await scheduler.advance(1_200);
    expect(writes).toEqual(["0 io/siren=1", "500 io/siren=1", "1000 io/siren=1"]);
  });

  it("does not start a drive that did not take its speed, and says so; the next re-assertion tries again", async () => {
    const { scheduler, writer, writes, failures } = setUp("timeout");
    writer.apply({ actuator: "pump-1", run: true, speed: 85, released: false });
    await scheduler.advance(3_500);
    expect(writes).toEqual(["0 vfd-1/setpoint=85", "3000 vfd-1/setpoint=85"]);
    expect(failures).toEqual(["pump-1", "pump-1"]);
  });

  it("says that an order was written, once for all its writes", async () => {
    const { scheduler, writer, failures, answers } = setUp("timeout");
    writer.apply({ actuator: "pump-1", run: true, speed: 85, released: false });
    await scheduler.advance(1_000);
    answers("ok");
    await scheduler.advance(2_500);
    expect(failures).toEqual(["pump-1", "pump-1 written"]);
  });

  it("writes nothing more to a drive that is released, until it has a new order", async () => {
    const { scheduler, writer, writes } = setUp();
    writer.apply({ actuator: "pump-1", run: true, speed: 85, released: false });
    await scheduler.advance(1_000);
    writer.apply({ actuator: "pump-1", run: true, speed: null, released: true });
    await scheduler.advance(10_000);
    expect(writes).toHaveLength(2);
    writer.apply({ actuator: "pump-1", run: false, speed: null, released: false });
    await scheduler.advance(1);
    expect(writes.slice(2)).toEqual(["11000 vfd-1/run=0"]);
  });

  it("stops re-asserting when it is closed", async () => {
    const { scheduler, writer, writes } = setUp();
    writer.apply({ actuator: "pump-1", run: false, speed: 0, released: false });
    await scheduler.advance(1);
    writer.close();
    await scheduler.advance(10_000);
    expect(writes).toHaveLength(1);
  });
});
