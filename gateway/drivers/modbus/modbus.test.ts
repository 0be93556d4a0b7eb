import { describe, expect, it } from "vitest";
import { cellImage, driveImage, kellerImage, registers } from "../../../test/support/register-image.ts";
import { simBench } from "../../../test/support/sim-bench.ts";
import { modbus } from "./index.ts";

const drive = () => ({ unitId: 1, map: "abb-drives-profile", image: driveImage(), poll: 10_000 });

describe("modbus driver", () => {
  it("reads a Keller probe's pressure and temperature in one request", async () => {
    const bench = await simBench({ gauge: { unitId: 11, map: "keller-level", image: kellerImage(1.25, 11.5) } });
    await bench.scheduler.advance(100);
    expect(bench.seen.map(({ frame }) => frame.slice(0, 12))).toEqual(["0b0301000004"]);
    expect(bench.samples[0]?.[1].map(({ point, value }) => [point, value])).toEqual([
      ["p1", 1.25],
      ["tob1", 11.5],
    ]);
  });

  it("reads the six words of a drive in one request and its last fault in another", async () => {
    const bench = await simBench({ vfd: drive() });
    await bench.scheduler.advance(100);
    expect(bench.seen.map(({ frame }) => frame.slice(2, 12))).toEqual(["0300000006", "0301900001"]);
    const read = Object.fromEntries(bench.samples[0]?.[1].map(({ point, value }) => [point, value]) ?? []);
    expect(read).toMatchObject({ run: 0, setpoint: 0, ready: 0, running: 0, fault: 0, remote: 1, actual: 0 });
  });

  it("starts a drive by the profile's sequence: ready, wait for ready, run", async () => {
    const { image, ...rest } = drive();
    const bench = await simBench({ vfd: { ...rest, image } });
    await bench.scheduler.advance(100);
    const set = bench.supervisor.write("vfd", "setpoint", 80);
    const started = bench.supervisor.write("vfd", "run", 1);
    await bench.scheduler.advance(500);
    expect([await set, await started]).toEqual([
      { ok: true, value: undefined },
      { ok: true, value: undefined },
    ]);
    expect(image.written).toEqual([
      [1, 16_000],
      [0, 0x047e],
      [0, 0x047f],
    ]);
    await bench.scheduler.advance(10_000);
    const read = Object.fromEntries(bench.samples.at(-1)?.[1].map(({ point, value }) => [point, value]) ?? []);
    expect(read).toMatchObject({ run: 1, setpoint: 80, ready: 1, running: 1, actual: 80 });
  });

  it("re-asserts a running drive without taking it through the stop word", async () => {
    const { image, ...rest } = drive();
    const bench = await simBench({ vfd: { ...rest, image } });
    for (let count = 0; count < 2; count++) {
      const done = bench.supervisor.write("vfd", "run", 1);
      await bench.scheduler.advance(500);
      await done;
    }
    expect(image.written.map(([, word]) => word)).toEqual([0x047e, 0x047f, 0x047f]);
  });

  it("says that a drive which does not get ready was not started, and never switches it on", async () => {
    const { image, ...rest } = drive();
    image.onWrite = () => undefined;
    const bench = await simBench({ vfd: { ...rest, image } });
    const started = bench.supervisor.write("vfd", "run", 1);
    await bench.scheduler.advance(3000);
    expect(await started).toMatchObject({ ok: false, error: { kind: "unexpected" } });
    expect(image.written.map(([, word]) => word)).toEqual([0x047e]);
  });

  it("lets a stop win over a start that is still waiting", async () => {
    const { image, ...rest } = drive();
    image.onWrite = () => undefined;
    const bench = await simBench({ vfd: { ...rest, image } });
    const started = bench.supervisor.write("vfd", "run", 1);
    await bench.scheduler.advance(250);
    const stopped = bench.supervisor.write("vfd", "run", 0);
    image.cells.holdingRegister?.set(3, 0x0231);
    await bench.scheduler.advance(3000);
    expect(await stopped).toEqual({ ok: true, value: undefined });
    expect(await started).toEqual({ ok: false, error: { kind: "superseded" } });
    expect(image.written.map(([, word]) => word)).toEqual([0x047e, 0x047e]);
  });

  it("never runs a drive after a stop, whatever step of the start the stop comes in", async () => {
    for (let moment = 0; moment <= 200; moment += 10) {
      const { image, ...rest } = drive();
      const bench = await simBench({ vfd: { ...rest, image } });
      const started = bench.supervisor.write("vfd", "run", 1);
      await bench.scheduler.advance(moment);
      const stopped = bench.supervisor.write("vfd", "run", 0);
      await bench.scheduler.advance(1000);
      expect(await stopped).toEqual({ ok: true, value: undefined });
      await started;
      expect(image.written.at(-1)).toEqual([0, 0x047e]);
    }
  });

  it("resets a fault by a rising edge", async () => {
    const { image, ...rest } = drive();
    const bench = await simBench({ vfd: { ...rest, image } });
    const reset = bench.supervisor.write("vfd", "reset-fault", 1);
    await bench.scheduler.advance(500);
    expect(await reset).toEqual({ ok: true, value: undefined });
    expect(image.written.map(([, word]) => word)).toEqual([0x04fe, 0x047e]);
  });

  it.each([
    ["setpoint", 101],
    ["actual", 1],
    ["no-such-point", 1],
  ])("refuses to write %s = %d without touching the line", async (point, value) => {
    const bench = await simBench({ vfd: drive() });
    await bench.scheduler.advance(100);
    const before = bench.seen.length;
    expect(await bench.supervisor.write("vfd", point, value)).toMatchObject({ ok: false });
    expect(bench.seen).toHaveLength(before);
  });

  it("reads and writes a module by a map in the site file", async () => {
    const image = cellImage({
      discreteInput: new Map([
        [0, 1],
        [1, 0],
      ]),
      inputRegister: new Map([...registers(0, 4005), ...registers(16, 1, 2)]),
      coil: new Map([[0, 0]]),
      holdingRegister: registers(7, 0, 0),
    });
    const map = {
      "float-low": { register: "discreteInput", address: 0, type: "bool", invert: true },
      "float-high": { register: "discreteInput", address: 1, type: "bool" },
      "level-in-b": { register: "inputRegister", address: 0, type: "uint16", scale: 0.001, unit: "mA" },
      "rain-tips": { register: "inputRegister", address: 16, type: "uint32", wordOrder: "ABCD", wrapsAt: 4294967296 },
      siren: { register: "coil", address: 0, type: "bool", write: true },
      limit: { register: "holdingRegister", address: 7, type: "float32", wordOrder: "CDAB", write: true },
    };
    const bench = await simBench({ io: { unitId: 20, map, image } });
    await bench.scheduler.advance(500);
    const done = [bench.supervisor.write("io", "siren", 1), bench.supervisor.write("io", "limit", 230.5)];
    await bench.scheduler.advance(1500);
    expect(await Promise.all(done)).toEqual([
      { ok: true, value: undefined },
      { ok: true, value: undefined },
    ]);
    const read = Object.fromEntries(bench.samples.at(-1)?.[1].map(({ point, value }) => [point, value]) ?? []);
    expect(read).toEqual({
      "float-low": 0,
      "float-high": 0,
      "level-in-b": 4.005,
      "rain-tips": 65_538,
      siren: 1,
      limit: 230.5,
    });
  });

  it("marks a value that the device has not as missing", async () => {
    const image = kellerImage(1, 1);
    image.cells.holdingRegister?.set(0x0100, 0x7fc0);
    const bench = await simBench({ gauge: { unitId: 11, map: "keller-level", image } });
    await bench.scheduler.advance(100);
    expect(bench.samples[0]?.[1]).toMatchObject([
      { point: "p1", value: null, quality: "bad", reasons: ["missing"] },
      { point: "tob1", value: 1, quality: "good" },
    ]);
  });

  it("keeps the good blocks of a device that refuses one", async () => {
    const { image, ...rest } = drive();
    image.cells.holdingRegister?.delete(400);
    const bench = await simBench({ vfd: { ...rest, image } });
    await bench.scheduler.advance(100);
    const samples = bench.samples[0]?.[1] ?? [];
    expect(samples.find(({ point }) => point === "fault-code")).toMatchObject({ reasons: ["device-fault"] });
    expect(samples.find(({ point }) => point === "remote")).toMatchObject({ value: 1, quality: "good" });
  });

  it.each([10, 11])("takes a Modbus gateway's exception %d for a device that does not answer", async (code) => {
    const image = { ...kellerImage(1, 1), readHolding: () => ({ exception: code }) };
    const bench = await simBench({ gauge: { unitId: 11, map: "keller-level", image } });
    await bench.scheduler.advance(100);
    expect(bench.troubles).toEqual([["gauge", { kind: "timeout" }]]);
    expect(bench.samples[0]?.[1][0]).toMatchObject({ value: null, reasons: ["comms"] });
  });

  it("tells its points with unit, type and source", () => {
    const metrics = modbus.metrics(modbus.config.parse({ unitId: 1, map: "abb-drives-profile" }));
    expect(metrics.find(({ name }) => name === "setpoint")).toMatchObject({
      unit: "%",
      type: "number",
      writable: true,
    });
    expect(metrics.find(({ name }) => name === "running")).toMatchObject({
      unit: "bool",
      type: "boolean",
      writable: false,
    });
  });

  it("turns the sign of an inverted number, and nothing is nothing: 0, never -0", async () => {
    const image = cellImage({ inputRegister: registers(0, 37, 0) });
    const point = { register: "inputRegister", type: "uint16", scale: 0.1, unit: "kW", invert: true };
    const map = { solar: { ...point, address: 0 }, night: { ...point, address: 1 } };
    const bench = await simBench({ inverter: { unitId: 2, map, image } });
    await bench.scheduler.advance(200);
    expect(bench.samples[0]?.[1].map(({ value }) => value)).toEqual([-3.7, 0]);
  });
});
