import { expect, test } from "vitest";
import { crc32 } from "./hash.ts";

const check = new Uint8Array(Buffer.from("123456789"));

test("has the check value of CRC-32/ISO-HDLC", () => {
  expect(crc32(check)).toBe(0xcbf43926);
});

test("counts only the stretch asked for", () => {
  expect(crc32(Uint8Array.of(1, 2, ...check, 3), 2, 11)).toBe(0xcbf43926);
});
