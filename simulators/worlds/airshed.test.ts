import { describe, expect, test } from "vitest";
import { encodeRequest } from "../../core/modbus/pdu.ts";
import { encodeRtu } from "../../core/modbus/rtu.ts";
import { AirshedWorld } from "./airshed.ts";
import { type AirshedScript, airshedPlan } from "./airshed-plan.ts";
import type { BusName, DeviceName } from "./airshed-wiring.ts";

/** Monday 9 November 2026, a lesson: 10:30 in Amsterdam. */
const start = Date.UTC(2026, 10, 9, 9, 35);
const active = "aab402010000000000000000000000ffff01ab";
const sleep = "aab406010000000000000000000000ffff05ab";
const wake = "aab406010100000000000000000000ffff06ab";

/** A world on its own clock, with what tests ask of it. */
function bench(script: Partial<AirshedScript> = {}) {
  const truth: string[] = [];
  const world = new AirshedWorld(airshedPlan({ seed: 1, start, ...script }), (line) => truth.push(line));
  let elapsed = 0;
  const wait = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      elapsed += 1_000;
      world.advanceTo(start + elapsed);
    }
  };
  const input = (bus: BusName, unitId: number, address: number): number => {
    const words = world.device(bus, unitId)?.readInput(address, 1) ?? [];
    return "exception" in words ? Number.NaN : (words[0] ?? Number.NaN);
  };
  const contacts = (unitId: number, count: number): readonly boolean[] => {
    const bits = world.device("room", unitId)?.readDiscreteInputs(0, count) ?? [];
    return "exception" in bits ? [] : bits;
  };
  const listen = (bus: "dust-b" | "dust-in") => {
    const heard: string[] = [];
    const line = world.connect(bus, "rtu", (bytes) => heard.push(Buffer.from(bytes).toString("hex")));
    const tell = (hex: string): string =>
      Buffer.from(line.push(Uint8Array.from(Buffer.from(hex, "hex")))).toString("hex");
    return { heard, tell, close: () => line.close?.() };
  };
  const fault = (device: DeviceName, kind: string, amount?: number) => world.fault(device, { kind, amount });
  return { world, truth, wait, input, contacts, listen, fault, co2: () => input("co2", 254, 3) };
}

/** PM2.5 of a data frame, ug/m3; NaN for any other bytes. */
function pm25Of(frame: string | undefined): number {
  const bytes = Buffer.from(frame ?? "", "hex");
  const sum = bytes.subarray(2, 8).reduce((total, byte) => total + byte, 0) & 0xff;
  return bytes.length === 10 && bytes[1] === 0xc0 && bytes[8] === sum ? bytes.readUInt16LE(2) / 10 : Number.NaN;
}

describe("the school's devices", () => {
  test("the CO2 sensor shows the room, under its own address and the one for any", () => {
    const rig = bench();
    rig.wait(1_200);
    const { co2 } = rig.world.latest().rooms[0] ?? { co2: 0 };
    expect(co2).toBeGreaterThan(900);
    expect(Math.abs(rig.co2() - co2)).toBeLessThan(20);
    expect(rig.input("co2", 104, 3)).toBe(rig.co2());
    expect(rig.world.device("co2", 5)).toBeUndefined();
  });

  test("it answers the captured request of a SenseAir, with the line's check", () => {
    const { world } = bench({ co2: 904 });
    const line = world.connect("co2", "rtu", () => undefined);
    const request = encodeRtu(
      254,
      encodeRequest({ kind: "readRegisters", table: "inputRegister", address: 3, count: 1 }),
    );
    expect(Buffer.from(request).toString("hex")).toBe("fe0400030001d5c5");
    const answer = Buffer.from(line.push(request));
    expect(answer.subarray(0, 3).toString("hex")).toBe("fe0402");
    expect(Math.abs(answer.readUInt16BE(3) - 904)).toBeLessThan(15);
  });

  test("the climate station shows the room warmer than the street, and the supply between", () => {
    const rig = bench();
    const [inside = 0, outside = 0, supply = 0] = [0, 1, 2].map((address) => rig.input("room", 5, address) / 10);
    expect(inside).toBeGreaterThan(supply);
    expect(supply).toBeGreaterThan(outside);
    expect(rig.input("room", 5, 3) / 10).toBeCloseTo(rig.world.latest().street.humidity, 0);
  });

  test("the air handler takes speed, run and recirculation, and the room's air follows", () => {
    const rig = bench();
    const unit = rig.world.device("room", 7);
    expect([rig.contacts(7, 4), rig.input("room", 7, 0) > 150]).toEqual([[true, true, false, true], true]);
    unit?.writeRegisters(0, [1_000]);
    unit?.writeCoil(1, true);
    rig.wait(20);
    expect(rig.input("room", 7, 0)).toBeGreaterThan(950);
    expect(rig.world.latest()).toMatchObject({ fan: 1, recirculating: true });
    unit?.writeCoil(0, false);
    rig.wait(25);
    expect([rig.input("room", 7, 0), rig.contacts(7, 1)]).toEqual([0, [false]]);
    expect(unit?.writeCoil(5, true)).toEqual({ exception: 2 });
    expect(rig.world.device("room", 5)?.writeRegisters(0, [1])).toEqual({ exception: 2 });
  });

  test("with the fan at its minimum the class leaves its viable range within the morning, at full speed it does not", () => {
    const morning = (speed: number): number => {
      const rig = bench({ start: start - 2 * 3_600_000 });
      rig.world.device("room", 7)?.writeRegisters(0, [speed]);
      let worst = 0;
      for (let quarter = 0; quarter < 18; quarter += 1) {
        rig.world.advanceTo(start - 2 * 3_600_000 + (quarter + 1) * 900_000);
        worst = Math.max(worst, rig.co2());
      }
      return worst;
    };
    expect(morning(200)).toBeGreaterThan(2_000);
    expect(morning(1_000)).toBeLessThan(1_200);
  });
});

describe("the school's dust sensors", () => {
  test("say a frame each second to whoever listens, and what they say is in the truth before", () => {
    const rig = bench();
    const { heard, close } = rig.listen("dust-b");
    rig.wait(60);
    expect(heard).toHaveLength(60);
    expect(pm25Of(heard[0])).toBe(0);
    const shown = rig.truth.map((line) => JSON.parse(line)).filter(({ device }) => device === "dust-b");
    expect(shown.map(({ shown: { pm25 } }) => pm25)).toEqual(heard.map(pm25Of));
    expect(Math.abs(pm25Of(heard.at(-1)) / rig.world.latest().street.pm25 - 1)).toBeLessThan(0.2);
    close();
    const { length } = rig.truth;
    rig.wait(5);
    expect([heard.length, rig.truth.length]).toEqual([60, length]);
  });

  test("sleep and wake as they are told, in pieces too", () => {
    const rig = bench();
    const line = rig.listen("dust-in");
    rig.wait(20);
    expect(line.tell(sleep.slice(0, 10)) + line.tell(sleep.slice(10))).toBe("aac5060100005ca104ab");
    rig.wait(20);
    expect(line.heard).toHaveLength(20);
    expect(line.tell(active)).toBe("");
    line.tell(wake);
    rig.wait(20);
    expect(line.heard).toHaveLength(40);
    expect([pm25Of(line.heard[20]), pm25Of(line.heard[39]) > 0]).toEqual([0, true]);
  });

  test.each([
    ["unplug", (heard: readonly string[]) => heard.length === 0],
    ["freeze", (heard: readonly string[]) => new Set(heard).size === 1],
    ["noise", (heard: readonly string[]) => Math.max(...heard.map(pm25Of)) - Math.min(...heard.map(pm25Of)) > 15],
    ["lie", (heard: readonly string[]) => heard.every((frame) => pm25Of(frame) > 40)],
    ["garbage", (heard: readonly string[]) => heard.every((frame) => Number.isNaN(pm25Of(frame)))],
  ])("%s shows on the line and goes with `none`", (kind, holds) => {
    const rig = bench();
    const { heard } = rig.listen("dust-b");
    rig.wait(60);
    expect(holds(heard.slice(30))).toBe(false);
    rig.fault("dust-b", kind);
    rig.wait(30);
    expect(holds(heard.slice(60))).toBe(true);
    rig.fault("dust-b", "none");
    const { length } = heard;
    rig.wait(30);
    expect(holds(heard.slice(length))).toBe(false);
  });

  test("stuck they stay at the dust there was", () => {
    const rig = bench({ smoke: [{ after: 60_000, lasts: 600_000, pm25: 200 }] });
    const { heard } = rig.listen("dust-b");
    rig.wait(50);
    rig.fault("dust-b", "stuck");
    rig.wait(50);
    expect([pm25Of(heard.at(-1)) < 60, rig.world.latest().street.pm25 > 200]).toEqual([true, true]);
  });
});

describe("the school's other faults", () => {
  test("a CO2 sensor lies, gets stuck and is unplugged", () => {
    const rig = bench();
    const honest = rig.co2();
    rig.fault("co2", "lie", 1_000);
    expect(Math.abs(rig.co2() - honest - 1_000)).toBeLessThan(50);
    rig.fault("co2", "none");
    rig.fault("co2", "stuck");
    rig.wait(900);
    expect(Math.abs(rig.co2() - honest)).toBeLessThan(50);
    rig.fault("co2", "unplug");
    expect(rig.world.device("co2", 254)).toBeUndefined();
  });

  test("a climate station lies by degrees, so that frost can be played, and freezes", () => {
    const rig = bench();
    const supply = (): number => new Int16Array([rig.input("room", 5, 2)])[0] ?? 0;
    const honest = supply();
    rig.fault("climate", "lie", -20);
    expect(Math.abs(supply() - honest + 200)).toBeLessThan(5);
    expect(supply()).toBeLessThan(0);
    rig.fault("climate", "none");
    rig.fault("climate", "freeze");
    const frozen = [0, 1, 2, 3].map((address) => rig.input("room", 5, address));
    rig.wait(1_800);
    expect([0, 1, 2, 3].map((address) => rig.input("room", 5, address))).toEqual(frozen);
    rig.fault("climate", "none");
    expect([0, 1, 2, 3].map((address) => rig.input("room", 5, address))).not.toEqual(frozen);
  });

  test("a tripped air handler stands still, is not ready, and runs again only when it is told after its mending", () => {
    const rig = bench();
    rig.fault("air-handler", "stop");
    rig.world.device("room", 7)?.writeCoil(0, true);
    rig.wait(10);
    expect([rig.contacts(7, 4), rig.world.latest().fan]).toEqual([[false, false, true, true], 0]);
    rig.fault("air-handler", "none");
    rig.wait(10);
    expect(rig.world.latest().fan).toBe(0);
    rig.world.device("room", 7)?.writeCoil(0, true);
    rig.wait(10);
    expect(rig.world.latest().fan).toBeCloseTo(0.2, 9);
  });

  test("in LOCAL or frozen the air handler confirms an order and keeps its speed; stuck it turns on", () => {
    for (const kind of ["local", "freeze", "stuck"]) {
      const rig = bench();
      rig.fault("air-handler", kind);
      expect(rig.world.device("room", 7)?.writeRegisters(0, [1_000])).toBeUndefined();
      rig.wait(30);
      expect(rig.world.latest().fan).toBeCloseTo(0.2, 9);
    }
  });

  test("fire stops the air by wire and shows on the panel; shelter shows on the panel alone", () => {
    const rig = bench();
    rig.fault("alarm-panel", "shelter");
    rig.wait(10);
    expect([rig.contacts(9, 2), rig.world.latest().fan]).toEqual([[false, true], 0.2]);
    rig.fault("alarm-panel", "fire");
    rig.wait(10);
    expect([rig.contacts(9, 2), rig.world.latest().fan, rig.contacts(7, 2)]).toEqual([[true, true], 0, [false, false]]);
  });

  test("a fault a device cannot have, and a device there is not, are refused in words", () => {
    const rig = bench();
    const refused = rig.fault("alarm-panel", "garbage");
    expect(refused.ok ? "" : refused.error).toContain("it knows: freeze, unplug, fire, shelter, none");
    expect(rig.world.fault("vfd-1", { kind: "stop" }).ok).toBe(false);
    const buttons = rig.world.devices().map(({ device, faults }) => [device, faults.length]);
    expect(buttons).toEqual([
      ["dust-b", 6],
      ["dust-in", 6],
      ["co2", 5],
      ["climate", 5],
      ["air-handler", 7],
      ["alarm-panel", 4],
    ]);
  });
});

test("the same seed and requests give the same truth to the last digit; another seed does not", () => {
  const story = (seed: number): string => {
    const rig = bench({ seed });
    rig.listen("dust-b");
    rig.fault("co2", "noise");
    for (let minute = 0; minute < 10; minute += 1) {
      rig.wait(60);
      rig.co2();
    }
    return rig.truth.join("");
  };
  expect(story(7)).toBe(story(7));
  expect(story(7)).not.toBe(story(8));
});
