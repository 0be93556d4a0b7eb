import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeRequest } from "../../core/modbus/pdu.ts";
import { encodeRtu, findRtuAnswer } from "../../core/modbus/rtu.ts";
import { mapOf, modbusConfig } from "../../gateway/drivers/modbus/config.ts";
import { decodeBlock } from "../../gateway/drivers/modbus/decode.ts";
import { planReads } from "../../gateway/drivers/modbus/plan.ts";
import { findFrames } from "../../gateway/drivers/sds011/frame.ts";

const captures = join(process.env["HOMEOSTAT_DATA"] ?? "../shared/data", "captures");
const textOf = (file: string) => readFileSync(join(captures, file), "utf8");

/** The bytes of a hex dump: offset, bytes, text. */
const dumped = (file: string) =>
  Uint8Array.from(
    textOf(file)
      .trim()
      .split("\n")
      .flatMap((line) => [...Buffer.from(line.slice(10, line.indexOf("  ", 10)).replaceAll(" ", ""), "hex")]),
  );
const rows = (file: string) =>
  textOf(file)
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").slice(1).map(Number));

describe("captured SDS011 frames", () => {
  const bytes = dumped("air/SDS01x.hexdump");
  const expected = rows("air/SDS01x.csv").map(([pm25, pm10]) => ({ kind: "data", pm25, pm10, id: 0xd958 }));

  it.each([1, 3, 10, 64, 1000])("are what the table says, %d bytes at a time", (size) => {
    let rest: Uint8Array = new Uint8Array(0);
    const frames = [];
    for (let at = 0; at < bytes.length; at += size) {
      const result = findFrames(Uint8Array.from([...rest, ...bytes.subarray(at, at + size)]));
      rest = result.rest;
      for (const piece of result.found) frames.push(piece.kind === "frame" ? piece.frame : piece);
    }
    expect(expected).toHaveLength(10);
    expect(frames).toEqual(expected);
  });

  it("are found among those of other sensors, none of which is taken for one", () => {
    const others = ["SDS198", "PMSx003", "PMS3003", "MHZ19B", "SPS30", "MCU680", "HPMA115C0"];
    const strange = others.flatMap((name) => [...dumped(`air/${name}.hexdump`)]);
    const { found } = findFrames(Uint8Array.from([...strange, ...bytes]));
    const frames = found.flatMap((piece) => (piece.kind === "frame" ? [piece.frame] : []));
    expect(frames).toEqual(expected);
  });
});

describe("captured SenseAir S8 frames", () => {
  const table = textOf("modbus/senseair-s8.csv");
  const config = modbusConfig.parse({ unitId: 254, map: "senseair-s8" });
  const { points } = mapOf(config);

  it("have CO2 and status where the register table has them", () => {
    expect(table).toContain("FC04,0x0003,IR4,co2,int16,ppm");
    expect(table).toContain("FC04,0x0000,IR1,meter_status,uint16");
    expect(points["co2"]).toMatchObject({ register: "inputRegister", address: 3, type: "int16" });
    const [, , , , , note = ""] = (table.split("\n").find((line) => line.includes("meter_status")) ?? "").split(",");
    expect(note).toContain("bit0 fatal");
    const words = (table.split("\n").find((line) => line.includes("meter_status")) ?? "").match(/bit(\d) ([a-z ]+)/g);
    const bits = Object.entries(points).flatMap(([name, { bit }]) => (bit === undefined ? [] : [[bit, name] as const]));
    expect(bits).toHaveLength(words?.length ?? 0);
    for (const word of words ?? []) {
      const [, bit, meaning = ""] = /bit(\d) (\w+)/.exec(word) ?? [];
      expect(bits.find(([number]) => number === Number(bit))?.[1]).toContain(meaning.toLowerCase());
    }
  });

  it("answer as any SenseAir to the request that the driver sends, with the value that the capture says", () => {
    const { rtu } = JSON.parse(textOf("modbus/frames.json")) as {
      readonly rtu: readonly { readonly request: string; readonly response: string; readonly decoded: object }[];
    };
    const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
    const [block, ...others] = planReads(mapOf(config), Object.keys(points));
    if (block === undefined) throw new Error("no block");
    expect(others).toEqual([]);
    const asked = {
      kind: "readRegisters",
      table: "inputRegister",
      address: block.address,
      count: block.count,
    } as const;
    const request = encodeRtu(254, encodeRequest(asked));
    const captured = rtu.find((exchange) => bytesOf(exchange.request).toString() === request.toString());
    expect(captured?.decoded).toEqual({ meter_status: 0, co2_ppm: 400 });
    const found = findRtuAnswer(254, asked, bytesOf(captured?.response ?? ""));
    if (found.kind !== "answer") throw new Error("no answer");
    const samples = decodeBlock(block, found.answer, 0);
    expect(samples.find(({ point }) => point === "co2")).toMatchObject({ value: 400, quality: "good" });
    expect(samples.filter(({ point, value }) => point !== "co2" && value !== 0)).toEqual([]);
  });
});
