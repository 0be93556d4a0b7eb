import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeRequest } from "./pdu.ts";
import { encodeRtu, rtuCheckHolds } from "./rtu.ts";
import { emptyImage, type RegisterImage, rtuServer, tcpServer } from "./server.ts";
import { encodeTcp } from "./tcp.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** Whether noise and the first bytes of a request happen to pass the check together: then nobody can tell where one begins. */
function looksLikeFrame(bytes: Uint8Array, request: number): boolean {
  for (let from = 0; from < request; from += 1) {
    for (let end = Math.max(request + 1, from + 4); end <= bytes.length; end += 1) {
      if (rtuCheckHolds(bytes, from, end - from)) return true;
    }
  }
  return false;
}

/** Ten holding registers 100..109 and ten coils, all writable. */
function device(): RegisterImage & { readonly words: number[]; readonly coils: boolean[] } {
  const words = Array.from({ length: 10 }, (_, index) => 100 + index);
  const coils = Array.from({ length: 10 }, () => false);
  const inside = (address: number, count: number) => address + count <= 10;
  return {
    ...emptyImage,
    words,
    coils,
    readCoils: (address, count) => (inside(address, count) ? coils.slice(address, address + count) : { exception: 2 }),
    readHolding: (address, count) =>
      inside(address, count) ? words.slice(address, address + count) : { exception: 2 },
    writeCoil: (address, on) => {
      coils[address] = on;
      return undefined;
    },
    writeRegisters: (address, values) => {
      words.splice(address, values.length, ...values);
      return undefined;
    },
  };
}

const readTwo = encodeRequest({ kind: "readRegisters", table: "holdingRegister", address: 0, count: 2 });

describe("rtuServer", () => {
  it("answers a read of its unit", () => {
    const server = rtuServer((unitId) => (unitId === 1 ? device() : undefined));
    expect(text(server.push(encodeRtu(1, readTwo)))).toBe(text(encodeRtu(1, hex("03 04 0064 0065"))));
  });

  it("stays silent on a failing check, another unit and a broadcast", () => {
    const one = device();
    const server = rtuServer(
      (unitId) => (unitId === 1 ? one : undefined),
      () => [one],
    );
    const bad = encodeRtu(1, readTwo);
    bad[bad.length - 1] = (bad.at(-1) ?? 0) ^ 1;
    expect(server.push(bad)).toHaveLength(0);
    expect(server.push(encodeRtu(2, readTwo))).toHaveLength(0);
    expect(server.push(encodeRtu(0, encodeRequest({ kind: "writeRegister", address: 3, value: 7 })))).toHaveLength(0);
    expect(one.words[3]).toBe(7);
  });

  it.each([
    ["an unknown function", hex("16 00 00 00 00 00 00"), "9601"],
    [
      "an address outside",
      encodeRequest({ kind: "readRegisters", table: "holdingRegister", address: 9, count: 2 }),
      "8302",
    ],
    ["a table it has not", encodeRequest({ kind: "readBits", table: "discreteInput", address: 0, count: 1 }), "8202"],
    ["a count of 0", hex("03 0000 0000"), "8303"],
    ["a coil value that is neither on nor off", hex("05 0000 1234"), "8503"],
  ])("answers %s with its exception", (_name, pdu, expected) => {
    const server = rtuServer(() => device());
    expect(text(server.push(encodeRtu(1, pdu)))).toBe(text(encodeRtu(1, hex(expected))));
  });

  it("writes what it is told and echoes it", () => {
    const one = device();
    const server = rtuServer(() => one);
    const coils = encodeRequest({ kind: "writeCoils", address: 1, values: [true, false, true] });
    expect(text(server.push(encodeRtu(1, coils)))).toBe(text(encodeRtu(1, hex("0f 0001 0003"))));
    expect(one.coils.slice(0, 5)).toEqual([false, true, false, true, false]);
    const words = encodeRequest({ kind: "writeRegisters", address: 8, values: [1, 65535] });
    expect(text(server.push(encodeRtu(1, words)))).toBe(text(encodeRtu(1, hex("10 0008 0002"))));
    expect(one.words.slice(8)).toEqual([1, 65535]);
  });

  it("answers the same under any chunking and after noise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(fc.integer({ min: 1, max: 9 })), (noise, cuts) => {
        const server = rtuServer((unitId) => (unitId === 200 ? device() : undefined));
        const before = noise.filter((byte) => byte !== 200);
        const bytes = Uint8Array.of(...before, ...encodeRtu(200, readTwo));
        fc.pre(!looksLikeFrame(bytes, before.length));
        const out: number[] = [];
        let at = 0;
        for (const size of [...cuts, bytes.length]) {
          out.push(...server.push(bytes.slice(at, at + size)));
          at += size;
        }
        expect(text(Uint8Array.from(out))).toBe(text(encodeRtu(200, hex("03 04 0064 0065"))));
      }),
    );
  });
});

describe("tcpServer", () => {
  it("answers two requests of one segment, each under its own transaction", () => {
    const server = tcpServer((unitId) => (unitId === 1 ? device() : undefined));
    const first = encodeTcp({ transaction: 7, unitId: 1, pdu: readTwo });
    const second = encodeTcp({ transaction: 8, unitId: 9, pdu: readTwo });
    const expected = [
      ...encodeTcp({ transaction: 7, unitId: 1, pdu: hex("03 04 0064 0065") }),
      ...encodeTcp({ transaction: 8, unitId: 9, pdu: hex("83 0b") }),
    ];
    expect(text(server.push(Uint8Array.of(...first, ...second)))).toBe(text(Uint8Array.from(expected)));
  });

  it("never throws on random bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
        const servers = [tcpServer(() => device()), rtuServer(() => device())];
        for (const chunk of chunks) for (const server of servers) server.push(chunk);
      }),
    );
  });
});
