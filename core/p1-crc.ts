/**
 * The check of a telegram over `bytes[from, to)`: CRC-16/ARC, x16 + x15 + x2 + 1 reflected, initial 0, nothing inverted.
 * Source: DSMR P1 companion standard 5.0.2, chapter 6 (over all bytes from `/` to `!`, both included).
 */
export function telegramCrc(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0;
  for (let index = from; index < to; index++) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
  return crc;
}

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});
