import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultLimits, type GuardFault, type GuardState, guard, guardStart } from "./guard.ts";

const connect = Uint8Array.of(0x10, 12, ...new Array(12).fill(0));

/** A packet with a body of this many bytes. */
function packet(type: number, body: number): Uint8Array {
  const length: number[] = [];
  let left = body;
  do {
    length.push((left % 128) | (left >= 128 ? 0x80 : 0));
    left = Math.floor(left / 128);
  } while (left > 0);
  return Buffer.concat([Uint8Array.of(type << 4, ...length), Buffer.alloc(body, 0xff)]);
}

function feed(chunks: readonly Uint8Array[]): GuardState | GuardFault {
  let state: GuardState | GuardFault = guardStart;
  for (const chunk of chunks) {
    if (typeof state === "string") return state;
    state = guard(state, chunk, defaultLimits);
  }
  return state;
}

describe("guard", () => {
  it("lets a login and ordinary packets through", () => {
    expect(feed([connect, packet(3, 200), packet(12, 0)])).toEqual({ header: [], remaining: 0, packets: 3 });
  });

  it("cuts off a peer whose first packet is no login", () => {
    expect(feed([packet(3, 10)])).toBe("first-packet-not-connect");
  });

  it("cuts off a login larger than 4 KiB before its body arrives", () => {
    expect(feed([packet(1, 5000).subarray(0, 3)])).toBe("packet-too-large");
  });

  it("cuts off a packet larger than 1 MiB at its header", () => {
    expect(feed([connect, packet(3, 1_048_577).subarray(0, 5)])).toBe("packet-too-large");
  });

  it("cuts off a length of five bytes", () => {
    expect(feed([connect, Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 1)])).toBe("length-malformed");
  });

  it("says the same however the bytes are cut", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 6 });
    fc.assert(
      fc.property(sizes, fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }), (bodies, cuts) => {
        const bytes = Buffer.concat([connect, ...bodies.map((body) => packet(3, body))]);
        const chunks: Uint8Array[] = [];
        for (let offset = 0, turn = 0; offset < bytes.length; turn += 1) {
          const size = cuts[turn % cuts.length]!;
          chunks.push(bytes.subarray(offset, offset + size));
          offset += size;
        }
        expect(feed(chunks)).toEqual(feed([bytes]));
      }),
    );
  });

  it("never throws on random bytes and keeps at most five", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const state = feed([connect, bytes]);
        expect(typeof state === "string" || state.header.length <= 5).toBe(true);
      }),
    );
  });
});
