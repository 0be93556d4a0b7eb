import { describe, expect, test } from "vitest";
import { settled } from "../core/io/turn.ts";
import { encodeRequest } from "../core/modbus/pdu.ts";
import { encodeRtu, findRtuAnswer } from "../core/modbus/rtu.ts";
import { simLine } from "../core/sim/bus.ts";
import { SimScheduler } from "../core/sim/scheduler.ts";
import { start } from "./app.ts";
import { busLines } from "./bus-lines.ts";
import { polder } from "./worlds/index.ts";

describe("world on simulated lines", () => {
  test("answers byte by byte RTU frames on virtual time, moves while nobody asks, and ends", async () => {
    const at = Date.UTC(2026, 5, 1);
    const scheduler = new SimScheduler(at, settled);
    const lines = { drives: simLine(scheduler), sensors: simLine(scheduler) };
    const truth: string[] = [];
    const world = await start(polder.make({ seed: 1, start: at }), {
      clocks: scheduler.clocks(),
      truth: (line) => truth.push(line),
      lines: busLines({ drives: lines.drives.far, sensors: lines.sensors.far }, "rtu"),
    });
    await scheduler.advance(60_000);
    expect(world.latest().at).toBe(at + 60_000);

    const received: number[] = [];
    const session = await lines.sensors.near.open({
      onBytes: (bytes) => received.push(...bytes),
      onClose: () => undefined,
    });
    const request = { kind: "readRegisters", table: "holdingRegister", address: 0x0100, count: 4 } as const;
    for (const byte of encodeRtu(11, encodeRequest(request))) await session.write(Uint8Array.of(byte));
    await scheduler.advance(100);
    expect(findRtuAnswer(11, request, Uint8Array.from(received)).kind).toBe("answer");
    expect(world.fault("nobody", { kind: "stop" }).ok).toBe(false);

    await world[Symbol.asyncDispose]();
    const before = truth.length;
    await scheduler.advance(60_000);
    expect(truth.length).toBe(before);
  });
});
