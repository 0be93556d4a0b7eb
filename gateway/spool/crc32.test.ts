import { crc32 as reference } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32 } from "./crc32.ts";

test("has the check value of CRC-32/ISO-HDLC", () => {
  expect(crc32(new Uint8Array(Buffer.from("123456789")))).toBe(0xcbf43926);
});

test("equals zlib's on any stretch of any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(20), (bytes, start) => {
      const from = Math.min(start, bytes.length);
      expect(crc32(bytes, from)).toBe(reference(bytes.subarray(from)));
    }),
  );
});
