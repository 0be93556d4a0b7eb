/**
 * Source of everything here: Nova Fitness, Laser Dust Sensor Control Protocol V1.3 (SDS011): data and answers have 10 bytes,
 * `AA C0` or `AA C5`, six of data, the low byte of their sum, `AB`; commands have 19 with `AA B4`.
 */
const head = 0xaa;
const tail = 0xab;
const length = 10;

/** One frame from the sensor. */
export type SensorFrame =
  /** In ug/m3, in steps of 0.1. `id` tells one sensor from another. */
  | { readonly kind: "data"; readonly pm25: number; readonly pm10: number; readonly id: number }
  /** The sensor took a command. */
  | { readonly kind: "answer"; readonly command: number };

/** One piece of what came over the line. */
export type FoundFrame =
  | { readonly kind: "frame"; readonly frame: SensorFrame }
  /** Bytes of no frame. `isBroken`: they had the shape of one, but not its sum. */
  | { readonly kind: "noise"; readonly bytes: number; readonly isBroken: boolean };

/**
 * Cuts what was received into frames and noise; where no frame begins, one byte is dropped and the search goes on. `rest` is
 * what may become a frame and is shorter than one. The cutting of the stream into calls changes nothing in what is found.
 */
export function findFrames(buffer: Uint8Array): { readonly found: readonly FoundFrame[]; readonly rest: Uint8Array } {
  const found: FoundFrame[] = [];
  let at = 0;
  while (at < buffer.length) {
    const isHead = buffer[at] === head;
    if (isHead && buffer.length - at < length) break;
    const frame = isHead ? frameAt(buffer.subarray(at, at + length)) : undefined;
    if (frame === undefined || frame === "broken")
      found.push({ kind: "noise", bytes: 1, isBroken: frame === "broken" });
    else found.push({ kind: "frame", frame });
    at += frame === undefined || frame === "broken" ? 1 : length;
  }
  return { found, rest: buffer.subarray(at) };
}

function frameAt(bytes: Uint8Array): SensorFrame | "broken" | undefined {
  const kind = bytes[1];
  if ((kind !== 0xc0 && kind !== 0xc5) || bytes[length - 1] !== tail) return undefined;
  if (sumOf(bytes.subarray(2, 8)) !== bytes[8]) return "broken";
  const word = (offset: number): number => (bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8);
  if (kind === 0xc5) return { kind: "answer", command: bytes[2] ?? 0 };
  return { kind: "data", pm25: word(2) / 10, pm10: word(4) / 10, id: word(6) };
}

const sumOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;

/** What the sensor is told; to any sensor on the line, which is the only one. */
const commands = {
  /** It sends of itself, once a second. */
  active: [0x02, 1, 0],
  sleep: [0x06, 1, 0],
  wake: [0x06, 1, 1],
  /** No rhythm of its own, which it would keep through a power cut: ours is the only one. */
  continuous: [0x08, 1, 0],
} as const;
/** One of `commands`: what the sensor can be told. */
export type Command = keyof typeof commands;

/** A command as it goes over the line. */
export function encodeCommand(command: Command): Uint8Array {
  const bytes = new Uint8Array(19);
  bytes.set([head, 0xb4, ...commands[command]]);
  bytes.set([0xff, 0xff], 15);
  bytes[17] = sumOf(bytes.subarray(2, 17));
  bytes[18] = tail;
  return bytes;
}
