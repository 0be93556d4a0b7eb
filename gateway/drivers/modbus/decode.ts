import type { Answer } from "../../../core/modbus/pdu.ts";
import { decodeValue, encodeValue } from "../../../core/modbus/values.ts";
import type { Reason } from "../../../core/quality.ts";
import type { EpochMs } from "../../../core/time.ts";
import type { Sample } from "../driver.ts";
import { isContact, type RegisterPoint, spanOf } from "./map.ts";
import type { ReadBlock } from "./plan.ts";

/** Cells as read: 0 and 1 for coils and inputs, words for registers. */
type Cells = readonly number[];

/** Turns the answer to one block into samples; a point the device has no value for is bad, with the reason `missing`. */
export function decodeBlock(block: ReadBlock, answer: Answer, measuredAt: EpochMs): readonly Sample[] {
  if (answer.kind === "exception" || answer.kind === "written") return badBlock(block, "device-fault", measuredAt);
  const cells = answer.kind === "bits" ? answer.bits.map(Number) : answer.registers;
  return block.points.map(([name, point]) => {
    const offset = point.address - block.address;
    const doubt = doubtOf(point, block, cells);
    if (doubt !== undefined) return badSample(name, doubt, measuredAt);
    const value = decodePoint(point, cells.slice(offset, offset + spanOf(point).count));
    if (value === undefined) return badSample(name, "missing", measuredAt);
    return { point: name, value, quality: "good", reasons: [], measuredAt };
  });
}

/** Why the device itself does not stand by a value. A word that was not read with it speaks against it. */
function doubtOf(point: RegisterPoint, block: ReadBlock, cells: Cells): Reason | undefined {
  return point.doubts?.find(({ address, mask }) => ((cells[address - block.address] ?? mask) & mask) !== 0)?.reason;
}

/** Samples without a value for all points of a block. */
export function badBlock(block: ReadBlock, reason: Reason, measuredAt: EpochMs): readonly Sample[] {
  return block.points.map(([name]) => badSample(name, reason, measuredAt));
}

function badSample(point: string, reason: Reason, measuredAt: EpochMs): Sample {
  return { point, value: null, quality: "bad", reasons: [reason], measuredAt };
}

function decodePoint(point: RegisterPoint, cells: Cells): number | undefined {
  if (point.type === "bool" || point.type === "bit") {
    const word = cells[0] ?? 0;
    const on = point.type === "bit" ? ((word >>> (point.bit ?? 0)) & 1) === 1 : word !== 0;
    return on === (point.invert === true) ? 0 : 1;
  }
  const raw = decodeValue(cells, point.type, point.wordOrder);
  if (raw === undefined) return undefined;
  const value = scaled(raw, point.scale ?? 1);
  // Subtracted, because -0 is a value of its own.
  return point.invert === true ? 0 - value : value;
}

/** A scale such as 0.001 is applied as a division by 1000: 4005 mA/1000 is then 4.005 and not 4.0050000000000003. */
function scaled(raw: number, scale: number): number {
  const divisor = Math.round(1 / scale);
  return Math.abs(1 / scale - divisor) < 1e-9 * divisor ? raw / divisor : raw * scale;
}

/** The cells to write for a value; undefined when the point cannot hold it. */
export function encodePoint(point: RegisterPoint, value: number): Cells | undefined {
  const { lo, hi } = point.span ?? { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY };
  if (!(value >= lo && value <= hi)) return undefined;
  if (isContact(point)) return [(value !== 0) === (point.invert === true) ? 0 : 1];
  if (point.type === "bool" || point.type === "bit") return undefined;
  const raw = (point.invert === true ? -value : value) / (point.scale ?? 1);
  return encodeValue(raw, point.type, point.wordOrder);
}
