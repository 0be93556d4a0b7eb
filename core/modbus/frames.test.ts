import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc16 } from "./crc.ts";
import { type Answer, encodeAnswer, encodeRequest, limits, parseAnswer, parseRequest, type Request } from "./pdu.ts";
import { encodeRtu, findRtuAnswer } from "./rtu.ts";
import { encodeTcp, findTcpAnswer, nextTcpFrame } from "./tcp.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

const address = fc.integer({ min: 0, max: 60_000 });
const word = fc.integer({ min: 0, max: 65_535 });
const anyRequest: fc.Arbitrary<Request> = fc.oneof(
  fc.record({
    kind: fc.constant("readBits" as const),
    table: fc.constantFrom("coil" as const, "discreteInput" as const),
    address,
    count: fc.integer({ min: 1, max: limits.readBits }),
  }),
  fc.record({
    kind: fc.constant("readRegisters" as const),
    table: fc.constantFrom("holdingRegister" as const, "inputRegister" as const),
    address,
    count: fc.integer({ min: 1, max: limits.readRegisters }),
  }),
  fc.record({ kind: fc.constant("writeCoil" as const), address, on: fc.boolean() }),
  fc.record({ kind: fc.constant("writeRegister" as const), address, value: word }),
  fc.record({
    kind: fc.constant("writeCoils" as const),
    address,
    values: fc.array(fc.boolean(), { minLength: 1, maxLength: limits.writeCoils }),
  }),
  fc.record({
    kind: fc.constant("writeRegisters" as const),
    address,
    values: fc.array(word, { minLength: 1, maxLength: limits.writeRegisters }),
  }),
);

const exchange = anyRequest.chain((request): fc.Arbitrary<{ request: Request; answer: Answer }> => {
  const exception = fc.record({ kind: fc.constant("exception" as const), code: fc.integer({ min: 1, max: 11 }) });
  return fc.oneof(exception, regularAnswer(request)).map((answer) => ({ request, answer }));
});

function regularAnswer(request: Request): fc.Arbitrary<Answer> {
  if (request.kind === "readBits") {
    const bits = fc.array(fc.boolean(), { minLength: request.count, maxLength: request.count });
    return bits.map((held) => ({ kind: "bits", bits: held }));
  }
  if (request.kind === "readRegisters") {
    const registers = fc.array(word, { minLength: request.count, maxLength: request.count });
    return registers.map((held) => ({ kind: "registers", registers: held }));
  }
  return fc.constant({ kind: "written" });
}

describe("frames", () => {
  it("computes the check of the standard's own example", () => {
    // MODBUS over Serial Line V1.02, appendix B: the frame 02 07 has the check 0x1241, sent as 41 12.
    expect(crc16(hex("02 07"))).toBe(0x1241);
  });

  it("reads back every request and answer it writes", () => {
    fc.assert(
      fc.property(exchange, ({ request, answer }) => {
        expect(parseRequest(encodeRequest(request))).toEqual({ ok: true, value: request });
        expect(parseAnswer(request, encodeAnswer(request, answer))).toEqual(answer);
      }),
    );
  });

  it("finds an RTU answer behind any noise that is not itself one, as soon as its last byte is there", () => {
    fc.assert(
      fc.property(exchange, fc.uint8Array({ maxLength: 30 }), ({ request, answer }, noise) => {
        const unit = 17;
        const frame = encodeRtu(unit, encodeAnswer(request, answer));
        const bytes = Uint8Array.of(...noise.filter((byte) => byte !== unit), ...frame);
        expect(findRtuAnswer(unit, request, bytes.subarray(0, -1)).kind).not.toBe("answer");
        expect(findRtuAnswer(unit, request, bytes)).toEqual({ kind: "answer", answer });
      }),
    );
  });

  it("never accepts an RTU answer with a flipped bit", () => {
    fc.assert(
      fc.property(exchange, fc.nat(), fc.integer({ min: 0, max: 7 }), ({ request, answer }, at, bit) => {
        const frame = encodeRtu(9, encodeAnswer(request, answer));
        frame[at % frame.length] = (frame[at % frame.length] ?? 0) ^ (1 << bit);
        expect(findRtuAnswer(9, request, frame).kind).not.toBe("answer");
      }),
    );
  });

  const read: Request = { kind: "readRegisters", table: "inputRegister", address: 0, count: 2 };
  it.each([
    ["nothing", "", "incomplete"],
    ["a frame cut short", "01 04 04 43 66 33", "incomplete"],
    ["a failing check", "01 04 04 43 66 33 34 1B 39", "checksum"],
    ["another unit's answer", "02 04 04 43 66 33 34 28 38", "foreign"],
    ["a byte count that was not asked for", "01 04 02 43 66 08 2A", "foreign"],
  ])("says what it saw: %s", (_name, bytes, kind) => {
    expect(findRtuAnswer(1, read, hex(bytes)).kind).toBe(kind);
  });

  it("passes over the echo of its own request", () => {
    const echoed = Uint8Array.of(...encodeRtu(1, encodeRequest(read)), ...hex("01 04 04 43 66 33 34 1B 38"));
    expect(findRtuAnswer(1, read, echoed)).toEqual({
      kind: "answer",
      answer: { kind: "registers", registers: [0x4366, 0x3334] },
    });
  });

  it("takes a TCP answer by its transaction and unit only", () => {
    fc.assert(
      fc.property(exchange, ({ request, answer }) => {
        const pdu = encodeAnswer(request, answer);
        const late = encodeTcp({ transaction: 4, unitId: 1, pdu });
        const other = encodeTcp({ transaction: 5, unitId: 2, pdu });
        const own = encodeTcp({ transaction: 5, unitId: 1, pdu });
        const sent = { transaction: 5, unitId: 1 };
        expect(findTcpAnswer(sent, request, Uint8Array.of(...late, ...other))).toBeUndefined();
        expect(findTcpAnswer(sent, request, Uint8Array.of(...late, ...other, ...own))).toEqual(answer);
        expect(findTcpAnswer(sent, request, own.subarray(0, -1))).toBeUndefined();
      }),
    );
  });

  it("finds a TCP frame again behind bytes that are none", () => {
    const frame = encodeTcp({ transaction: 1, unitId: 1, pdu: hex("03 02 00 2A") });
    const found = nextTcpFrame(Uint8Array.of(9, 9, 9, ...frame));
    expect(text(found?.frame.pdu ?? new Uint8Array(0))).toBe("0302002a");
  });

  it("takes no header of another protocol for its own, however well its length fits", () => {
    const frame = encodeTcp({ transaction: 1, unitId: 1, pdu: hex("03 02 00 2A") });
    const other = frame.with(3, 1);
    expect(nextTcpFrame(Uint8Array.of(...other, ...frame))?.next).toBe(other.length + frame.length);
  });

  it("never throws on random bytes", () => {
    fc.assert(
      fc.property(anyRequest, fc.uint8Array({ maxLength: 600 }), (request, bytes) => {
        findRtuAnswer(1, request, bytes);
        findTcpAnswer({ transaction: 1, unitId: 1 }, request, bytes);
        parseRequest(bytes);
        parseAnswer(request, bytes);
      }),
    );
  });
});
