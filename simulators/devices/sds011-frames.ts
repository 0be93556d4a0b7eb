/** The most the sensor measures, ug/m3. Source: Nova SDS011 specification V1.3, "Measurement range". */
export const mostDust = 999.9;

/**
 * The sensor's side of its protocol. Source: Nova Fitness, Laser Dust Sensor Control Protocol V1.3: commands of 19 bytes with
 * `AA B4`, answers `AA C5` and data `AA C0` of 10 bytes, both with the low byte of a sum before the closing `AB`.
 */
const head = 0xaa;
const tail = 0xab;
const commandLength = 19;
const anySensor = 0xffff;

/** What a sensor is told: the command's code, whether it sets or asks, and the value. */
export interface SdsCommand {
  readonly code: number;
  readonly isSet: boolean;
  readonly value: number;
}

const sumOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;

function commandAt(bytes: Uint8Array, id: number): SdsCommand | undefined {
  const [first, kind, code = 0, isSet = 0, value = 0] = bytes;
  const addressee = ((bytes[15] ?? 0) << 8) | (bytes[16] ?? 0);
  if (first !== head || kind !== 0xb4 || bytes[18] !== tail) return undefined;
  if (bytes[17] !== sumOf(bytes.subarray(2, 17)) || (addressee !== anySensor && addressee !== id)) return undefined;
  return { code, isSet: isSet === 1, value };
}

/** Cuts what came over the line into the commands for this sensor; `rest` may become one and is shorter than one. */
export function findCommands(
  buffer: Uint8Array,
  id: number,
): { readonly commands: readonly SdsCommand[]; readonly rest: Uint8Array } {
  const commands: SdsCommand[] = [];
  let at = 0;
  while (at < buffer.length) {
    if (buffer[at] === head && buffer.length - at < commandLength) break;
    const command = commandAt(buffer.subarray(at, at + commandLength), id);
    if (command !== undefined) commands.push(command);
    at += command === undefined ? 1 : commandLength;
  }
  return { commands, rest: buffer.slice(at) };
}

function frame(kind: number, data: readonly number[]): Uint8Array {
  const bytes = Uint8Array.of(head, kind, ...data, 0, tail);
  bytes[8] = sumOf(bytes.subarray(2, 8));
  return bytes;
}

const idBytes = (id: number): readonly number[] => [id >> 8, id & 0xff];

/** What the sensor says of the dust, ug/m3. */
export function dataFrame({ pm25, pm10 }: { readonly pm25: number; readonly pm10: number }, id: number): Uint8Array {
  const tenths = (value: number): readonly number[] => {
    const raw = Math.round(Math.min(mostDust, Math.max(0, value)) * 10);
    return [raw & 0xff, raw >> 8];
  };
  return frame(0xc0, [...tenths(pm25), ...tenths(pm10), ...idBytes(id)]);
}

/** What the sensor says to a command it took. */
export function answerFrame({ code, isSet, value }: SdsCommand, id: number): Uint8Array {
  return frame(0xc5, [code, isSet ? 1 : 0, value, 0, ...idBytes(id)]);
}

/** What the sensor says to the question for its firmware: a date. */
export function firmwareFrame(id: number): Uint8Array {
  return frame(0xc5, [7, 18, 11, 16, ...idBytes(id)]);
}
