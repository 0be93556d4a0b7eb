import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crc16 } from "../../core/modbus/crc.ts";
import { type Answer, encodeAnswer, encodeRequest, parseRequest, type Request } from "../../core/modbus/pdu.ts";
import { encodeRtu, findRtuAnswer } from "../../core/modbus/rtu.ts";
import { encodeTcp, findTcpAnswer, nextTcpFrame } from "../../core/modbus/tcp.ts";
import { decodeValue, encodeValue, type ValueType, type WordOrder } from "../../core/modbus/values.ts";

const data = process.env["HOMEOSTAT_DATA"] ?? "../shared/data";

interface Captured {
  readonly rtu: readonly { name: string; request: string; response: string; decoded: Record<string, unknown> }[];
  readonly bad_frames: readonly { name: string; bytes: string }[];
  readonly tcp: readonly { name: string; request?: string; response?: string; segments?: string[]; decoded: unknown }[];
  readonly word_orders: readonly { type: string; value: number; float_exact?: number; bytes: Record<string, string> }[];
}

const captured = JSON.parse(readFileSync(join(data, "captures/modbus/frames.json"), "utf8")) as Captured;
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** The request of a captured pair; every one of them is within our functions. */
function requestOf(pdu: Uint8Array): Request {
  const request = parseRequest(pdu);
  if (!request.ok) throw new Error(`captured request refused with ${request.error.code}`);
  return request.value;
}

/** What a captured exchange should decode to, where that can be said without knowing the device. */
function expectDecoded(answer: Answer, decoded: Record<string, unknown>): void {
  const { exception, coils, inputs } = decoded;
  if (exception !== undefined) expect(answer).toEqual({ kind: "exception", code: exception });
  else if (coils !== undefined || inputs !== undefined) expect(answer).toEqual({ kind: "bits", bits: coils ?? inputs });
  else expect(answer.kind).not.toBe("exception");
}

describe("captured RTU frames", () => {
  it.each(captured.rtu.map((pair) => [pair.name, pair] as const))("%s", (_name, { request, response, decoded }) => {
    const asked = hex(request);
    const answered = hex(response);
    const unitId = asked[0] ?? 0;
    expect(crc16(asked)).toBe(0);
    expect(crc16(answered)).toBe(0);
    const parsed = requestOf(asked.subarray(1, -2));
    expect(text(encodeRtu(unitId, encodeRequest(parsed)))).toBe(text(asked));
    const found = findRtuAnswer(unitId, parsed, answered);
    if (found.kind !== "answer") throw new Error(`no answer found: ${found.kind}`);
    expect(text(encodeRtu(unitId, encodeAnswer(parsed, found.answer)))).toBe(text(answered));
    expectDecoded(found.answer, decoded);
  });

  const floats = (name: RegExp) => {
    const pair = captured.rtu.find((candidate) => name.test(candidate.name));
    if (pair === undefined) throw new Error(`no capture ${name}`);
    const asked = requestOf(hex(pair.request).subarray(1, -2));
    const found = findRtuAnswer(hex(pair.request)[0] ?? 0, asked, hex(pair.response));
    const registers = found.kind === "answer" && found.answer.kind === "registers" ? found.answer.registers : [];
    const values = Array.from({ length: registers.length / 2 }, (_, i) =>
      decodeValue(registers.slice(2 * i, 2 * i + 2), "float32"),
    );
    return { values, decoded: Object.values(pair.decoded) as number[] };
  };
  it.each([/Keller level/, /voltage and current/, /negative/])("decodes the floats of %s", (name) => {
    const { values, decoded } = floats(name);
    expect(values).toHaveLength(decoded.length);
    for (const [index, value] of values.entries()) expect(value).toBeCloseTo(decoded[index] ?? Number.NaN, 3);
  });

  it.each(captured.bad_frames.map((frame) => [frame.name, frame.bytes] as const))("bad frame: %s", (name, bytes) => {
    const request: Request = { kind: "readRegisters", table: "inputRegister", address: 0, count: 2 };
    const found = findRtuAnswer(1, request, hex(bytes));
    const hasGoodFrame = name.startsWith("echo") || name.startsWith("leading noise");
    expect(found.kind === "answer").toBe(hasGoodFrame);
  });
});

describe("captured TCP frames", () => {
  it.each(captured.tcp.map((exchange) => [exchange.name, exchange] as const))("%s", (_name, exchange) => {
    const whole = hex((exchange.segments ?? [exchange.response ?? ""]).join(""));
    const frames = [];
    for (let found = nextTcpFrame(whole); found !== undefined; found = nextTcpFrame(whole, found.next))
      frames.push(found);
    expect(frames.length).toBe(Array.isArray(exchange.decoded) ? exchange.decoded.length : 1);
    expect(frames.at(-1)?.next).toBe(whole.length);
    expect(frames.map(({ frame }) => text(encodeTcp(frame))).join("")).toBe(text(whole));
    if (exchange.request === undefined) return;
    const asked = nextTcpFrame(hex(exchange.request))?.frame;
    if (asked === undefined) throw new Error("captured request is no frame");
    const request = requestOf(asked.pdu);
    const answer = findTcpAnswer(asked, request, whole);
    if (answer === undefined) throw new Error("no answer found");
    expectDecoded(answer, exchange.decoded as Record<string, unknown>);
  });
});

describe("captured word orders", () => {
  const cases = captured.word_orders
    .filter(({ type }) => type !== "int64")
    .flatMap(({ type, value, float_exact, bytes }) =>
      Object.entries(bytes).map(
        ([order, wire]) => [type as ValueType, order as WordOrder, wire, float_exact ?? value] as const,
      ),
    );
  it.each(cases)("%s %s %s", (type, order, wire, value) => {
    const words = [Number.parseInt(wire.slice(0, 4), 16), Number.parseInt(wire.slice(4), 16)];
    expect(decodeValue(words, type, order)).toBe(value);
    expect(encodeValue(value, type, order)).toEqual(words);
  });
});
