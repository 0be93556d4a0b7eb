import { dataTypes, type MetricValue } from "./types.ts";

/** The field of a Metric that carries a value. Source: sparkplug_b.proto, message Metric, oneof value. */
export type Carrier = "int" | "long" | "float" | "double" | "boolean" | "string" | "bytes";

const carriers: ReadonlyMap<number, Carrier> = new Map([
  [dataTypes.Int8, "int"],
  [dataTypes.Int16, "int"],
  [dataTypes.Int32, "int"],
  [dataTypes.Int64, "long"],
  [dataTypes.UInt8, "int"],
  [dataTypes.UInt16, "int"],
  [dataTypes.UInt32, "int"],
  [dataTypes.UInt64, "long"],
  [dataTypes.Float, "float"],
  [dataTypes.Double, "double"],
  [dataTypes.Boolean, "boolean"],
  [dataTypes.String, "string"],
  [dataTypes.DateTime, "long"],
  [dataTypes.Text, "string"],
  [dataTypes.UUID, "string"],
  [dataTypes.Bytes, "bytes"],
  [dataTypes.File, "bytes"],
]);

/** The field a value of this data type is written in; without a type, the one its JavaScript type suggests. */
export function carrierOf(datatype: number | undefined, value: MetricValue): Carrier | undefined {
  if (datatype !== undefined) return carriers.get(datatype);
  if (typeof value === "number") return "double";
  if (typeof value === "bigint") return "long";
  if (typeof value === "boolean" || typeof value === "string") return typeof value as "boolean" | "string";
  return value instanceof Uint8Array ? "bytes" : undefined;
}

const signedBits: ReadonlyMap<number, number> = new Map([
  [dataTypes.Int8, 8],
  [dataTypes.Int16, 16],
  [dataTypes.Int32, 32],
  [dataTypes.Int64, 64],
]);

/** Width of a signed integer type; undefined for all other types. */
export function signedWidth(datatype: number): number | undefined {
  return signedBits.get(datatype);
}

/** A whole number as number where that is exact, else as bigint. */
export function compact(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/**
 * What a value read by its wire field means under a data type, for data messages whose birth told the type.
 * Int8 -5 is written by some as 251 and by others as 0xFFFFFFFB; both are -5. Harmless on a value already read so.
 */
export function asDataType(value: MetricValue, datatype: number): MetricValue {
  if (value instanceof Uint8Array && datatype >= 22 && datatype <= 34) return { unsupported: "array" };
  if (datatype === dataTypes.Boolean && typeof value === "number") return value !== 0;
  if (typeof value !== "number" && typeof value !== "bigint") return value;
  const bits = signedBits.get(datatype);
  if (bits === undefined || (typeof value === "number" && !Number.isInteger(value))) return value;
  return compact(BigInt.asIntN(bits, BigInt(value)));
}
