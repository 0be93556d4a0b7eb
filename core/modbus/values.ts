/** How a number lies in registers. */
export const valueTypes = ["uint16", "int16", "uint32", "int32", "float32"] as const;
export type ValueType = (typeof valueTypes)[number];

/**
 * Where the four bytes A B C D of a big-endian value stand on the wire: ABCD as the standard has it, CDAB with the
 * words swapped, BADC with the bytes of each word swapped, DCBA both.
 */
export const wordOrders = ["ABCD", "CDAB", "BADC", "DCBA"] as const;
export type WordOrder = (typeof wordOrders)[number];

/** Registers a value takes. */
export function registersOf(type: ValueType): 1 | 2 {
  return type === "uint16" || type === "int16" ? 1 : 2;
}

const swapBytes = (word: number): number => ((word & 0xff) << 8) | (word >>> 8);

/** Puts words into standard order or back: each order is its own inverse. A single word knows ABCD and BADC only. */
function reorder(words: readonly number[], order: WordOrder): readonly number[] {
  const placed = order === "CDAB" || order === "DCBA" ? [...words].reverse() : words;
  return order === "BADC" || order === "DCBA" ? placed.map(swapBytes) : placed;
}

function view(words: readonly number[]): DataView {
  const data = new DataView(new ArrayBuffer(4));
  for (const [index, word] of words.entries()) data.setUint16(2 * index, word);
  return data;
}

/**
 * What vendors send for "not available". Source: SunSpec information models, values of points that are not implemented
 * (int16 0x8000, uint16 0xFFFF, int32 0x80000000, uint32 0xFFFFFFFF, float32 NaN); other vendors send the same.
 */
const unavailable: Readonly<Record<Exclude<ValueType, "float32">, number>> = {
  uint16: 0xffff,
  int16: -0x8000,
  uint32: 0xffff_ffff,
  int32: -0x8000_0000,
};

/** Reads a value from its registers; undefined when they say that there is none. */
export function decodeValue(words: readonly number[], type: ValueType, order: WordOrder = "ABCD"): number | undefined {
  const data = view(reorder(words, order));
  switch (type) {
    case "uint16":
      return available(data.getUint16(0), type);
    case "int16":
      return available(data.getInt16(0), type);
    case "uint32":
      return available(data.getUint32(0), type);
    case "int32":
      return available(data.getInt32(0), type);
    case "float32": {
      const value = data.getFloat32(0);
      return Number.isFinite(value) ? value : undefined;
    }
  }
}

function available(value: number, type: Exclude<ValueType, "float32">): number | undefined {
  return value === unavailable[type] ? undefined : value;
}

const ranges: Readonly<Record<Exclude<ValueType, "float32">, readonly [number, number]>> = {
  uint16: [0, 0xffff],
  int16: [-0x8000, 0x7fff],
  uint32: [0, 0xffff_ffff],
  int32: [-0x8000_0000, 0x7fff_ffff],
};

/** Writes a value as registers, rounded to what the type holds; undefined when it does not fit or means "none". */
export function encodeValue(value: number, type: ValueType, order: WordOrder = "ABCD"): readonly number[] | undefined {
  const data = new DataView(new ArrayBuffer(4));
  if (type === "float32") {
    if (!Number.isFinite(Math.fround(value))) return undefined;
    data.setFloat32(0, value);
  } else {
    const whole = Math.round(value);
    const [lo, hi] = ranges[type];
    if (!(whole >= lo && whole <= hi) || whole === unavailable[type]) return undefined;
    if (registersOf(type) === 1) data.setUint16(0, whole & 0xffff);
    else data.setUint32(0, whole >>> 0);
  }
  const words = registersOf(type) === 1 ? [data.getUint16(0)] : [data.getUint16(0), data.getUint16(2)];
  return reorder(words, order);
}
