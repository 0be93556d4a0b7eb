const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});

/**
 * The check of an RTU frame over `bytes[from, to)`; on the wire its low byte comes first.
 * Source: MODBUS over Serial Line Specification and Implementation Guide V1.02, 2.5.1.2 and appendix B
 * (polynomial 0xA001 reflected, initial 0xFFFF).
 */
export function crc16(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0xffff;
  for (let index = from; index < to; index++) {
    crc = (crc >>> 8) ^ (table[(crc ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
  }
  return crc;
}
