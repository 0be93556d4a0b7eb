import { PbfWriter } from "pbf";
import { encodeIdentity, identityField } from "../wire/header.ts";
import type { Metric, MetricValue, Payload, PropertySet, PropertyValue } from "./types.ts";
import { type Carrier, carrierOf } from "./value.ts";

/** How a payload is written. */
export interface EncodeOptions {
  /** False in data messages and commands, where the birth has told the types. Default true. */
  readonly datatypes?: boolean;
}

/**
 * Writes a payload. A value its data type cannot carry is a bug of the caller and throws.
 * Source: sparkplug_b.proto (proto2: presence matters, so zero, false and empty text are written).
 */
export function encodePayload(payload: Payload, options: EncodeOptions = {}): Uint8Array {
  const writer = new PbfWriter();
  if (payload.timestamp !== undefined) writer.writeVarintField(1, payload.timestamp);
  const write = options.datatypes === false ? writeTypelessMetric : writeMetric;
  for (const metric of payload.metrics) writer.writeMessage(2, write, metric);
  if (payload.seq !== undefined) writer.writeVarintField(3, payload.seq);
  if (payload.uuid !== undefined) writeText(writer, 4, payload.uuid);
  if (payload.body !== undefined) writer.writeBytesField(5, payload.body);
  if (payload.identity !== undefined) writer.writeBytesField(identityField, encodeIdentity(payload.identity));
  return writer.finish();
}

function writeMetric(metric: Metric, writer: PbfWriter): void {
  writeHead(metric, writer);
  if (metric.datatype !== undefined) writer.writeVarintField(4, metric.datatype);
  writeRest(metric, writer);
}

function writeTypelessMetric(metric: Metric, writer: PbfWriter): void {
  writeHead(metric, writer);
  writeRest(metric, writer);
}

function writeHead(metric: Metric, writer: PbfWriter): void {
  if (metric.name !== undefined) writeText(writer, 1, metric.name);
  if (metric.alias !== undefined) writeUint64(writer, 2, metric.alias);
  if (metric.timestamp !== undefined) writer.writeVarintField(3, metric.timestamp);
}

function writeRest(metric: Metric, writer: PbfWriter): void {
  if (metric.isHistorical !== undefined) writer.writeBooleanField(5, metric.isHistorical);
  if (metric.isTransient !== undefined) writer.writeBooleanField(6, metric.isTransient);
  if (metric.value === null) writer.writeBooleanField(7, true);
  if (metric.properties !== undefined) writer.writeMessage(9, writePropertySet, metric.properties);
  if (metric.value !== null) writeValue(writer, metric.datatype, metric.value, metricFields);
}

const metricFields: Readonly<Record<Carrier, number>> = {
  int: 10,
  long: 11,
  float: 12,
  double: 13,
  boolean: 14,
  string: 15,
  bytes: 16,
};

/** Source: sparkplug_b.proto, message PropertyValue; it has no bytes. */
const propertyFields: Readonly<Record<Carrier, number>> = {
  int: 3,
  long: 4,
  float: 5,
  double: 6,
  boolean: 7,
  string: 8,
  bytes: 0,
};

/** Writes the fields that say which metric it is: name, alias, or both. */
export function encodeMetricKey(key: Pick<Metric, "name" | "alias">): Uint8Array {
  const writer = new PbfWriter();
  if (key.name !== undefined) writeText(writer, 1, key.name);
  if (key.alias !== undefined) writeUint64(writer, 2, key.alias);
  return writer.finish();
}

/** Writes a property set alone, without tag and length. */
export function encodePropertySet(set: PropertySet): Uint8Array {
  const writer = new PbfWriter();
  writePropertySet(set, writer);
  return writer.finish();
}

function writePropertySet(set: PropertySet, writer: PbfWriter): void {
  for (const key of set.keys()) writeText(writer, 1, key);
  for (const value of set.values()) writer.writeMessage(2, writeProperty, value);
}

function writeProperty(property: PropertyValue, writer: PbfWriter): void {
  if (property.type !== undefined) writer.writeVarintField(1, property.type);
  if (property.value === null) writer.writeBooleanField(2, true);
  else writeValue(writer, property.type, property.value, propertyFields);
}

function writeValue(
  writer: PbfWriter,
  datatype: number | undefined,
  value: Exclude<MetricValue, null>,
  fields: Readonly<Record<Carrier, number>>,
): void {
  const carrier = carrierOf(datatype, value);
  const field = carrier === undefined ? 0 : fields[carrier];
  if (field === 0 || carrier === undefined || !fits(carrier, value)) {
    throw new TypeError(`data type ${datatype ?? "(none)"} cannot carry a ${typeof value}`);
  }
  if (typeof value === "boolean") writer.writeBooleanField(field, value);
  else if (typeof value === "string") writeText(writer, field, value);
  else if (value instanceof Uint8Array) writer.writeBytesField(field, value);
  else if (carrier === "float") writer.writeFloatField(field, Number(value));
  else if (carrier === "double") writer.writeDoubleField(field, Number(value));
  else if (carrier === "int") writer.writeVarintField(field, Number(value) >>> 0);
  else writeUint64(writer, field, value as number | bigint);
}

function fits(carrier: Carrier, value: MetricValue): boolean {
  switch (carrier) {
    case "int":
      return Number.isInteger(value);
    case "long":
      return typeof value === "bigint" || Number.isSafeInteger(value);
    case "float":
    case "double":
      return typeof value === "number";
    case "bytes":
      return value instanceof Uint8Array;
    case "boolean":
    case "string":
      return typeof value === carrier;
  }
}

const utf8 = new TextEncoder();

/** Writes UTF-8; pbf's own writer corrupts characters above U+1FFFF. */
function writeText(writer: PbfWriter, field: number, text: string): void {
  writer.writeBytesField(field, utf8.encode(text));
}

/** Writes 64 bits as a varint, negatives as two's complement. */
function writeUint64(writer: PbfWriter, field: number, value: number | bigint): void {
  if (typeof value === "number" && value >= 0) {
    writer.writeVarintField(field, value);
    return;
  }
  writer.writeTag(field, 0);
  writer.realloc(10);
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) writer.buf[writer.pos++] = Number(rest & 0x7fn) | 0x80;
  writer.buf[writer.pos++] = Number(rest);
}
