import { PbfReader } from "pbf";
import { err, ok, type Result } from "../result.ts";
import { WireFault } from "../wire/bytes.ts";
import { decodeIdentity, type Identity, type IdentityFault } from "../wire/header.ts";
import { eachField, endOfBytes, readSlice, readText, readUint64 } from "./fields.ts";
import { metricTags, payloadTags, propertySetTags, propertyTags } from "./tags.ts";
import type { Metric, MetricValue, Payload, PayloadFault, PropertySet, PropertyValue } from "./types.ts";
import { asDataType } from "./value.ts";

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** The property set of a metric does not pair its keys and values; a quality in it could be anyone's. */
class PropertyFault extends WireFault {}

/** The identity extension cannot be read. */
class HeaderFault extends WireFault {}

/**
 * Reads any Sparkplug B payload; unknown fields are skipped, later values of a field win.
 * Never throws. Source: sparkplug_b.proto; Sparkplug 3.0.0, 6.4.
 */
export function decodePayload(bytes: Uint8Array): Result<Payload, PayloadFault> {
  const reader = new PbfReader(bytes);
  try {
    return ok(readPayload(reader));
  } catch (error) {
    return err(faultOf(error, reader.pos));
  }
}

function faultOf(error: unknown, position: number): PayloadFault {
  const offset = error instanceof WireFault ? error.offset : position;
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof HeaderFault) return { kind: "identity", detail, offset };
  return { kind: error instanceof PropertyFault ? "properties" : "malformed", detail, offset };
}

function readPayload(reader: PbfReader): Payload {
  const metrics: Metric[] = [];
  const payload: Draft<Payload> = { metrics };
  eachField(reader, reader.length, (tag) => {
    if (tag === payloadTags.metric) metrics.push(readMetric(reader));
    else if (tag === payloadTags.timestamp) payload.timestamp = reader.readVarint();
    else if (tag === payloadTags.seq) payload.seq = reader.readVarint();
    else if (tag === payloadTags.uuid) payload.uuid = readText(reader);
    else if (tag === payloadTags.body) payload.body = readSlice(reader);
    else if (tag === payloadTags.identity) payload.identity = readIdentity(reader);
  });
  return payload;
}

function readIdentity(reader: PbfReader): Identity {
  const start = reader.pos;
  const identity: Result<Identity, IdentityFault> = decodeIdentity(readSlice(reader));
  if (!identity.ok) throw new HeaderFault(identity.error.detail, start);
  return identity.value;
}

function readMetric(reader: PbfReader): Metric {
  const metric: Draft<Metric> = { value: null };
  const flags = { isNull: false };
  eachField(reader, endOfBytes(reader), (tag) => {
    const value = readMetricValue(reader, tag);
    if (value !== undefined) metric.value = value;
    else if (tag === metricTags.name) metric.name = readText(reader);
    else if (tag === metricTags.properties) metric.properties = readPropertySet(reader);
    else readMetricField(reader, tag, metric, flags);
  });
  if (flags.isNull) metric.value = null;
  if (metric.datatype !== undefined) metric.value = asDataType(metric.value, metric.datatype);
  return metric;
}

function readMetricField(reader: PbfReader, tag: number, metric: Draft<Metric>, flags: { isNull: boolean }): void {
  if (tag === metricTags.alias) metric.alias = readUint64(reader);
  else if (tag === metricTags.timestamp) metric.timestamp = reader.readVarint();
  else if (tag === metricTags.datatype) metric.datatype = reader.readVarint();
  else if (tag === metricTags.isHistorical) metric.isHistorical = reader.readBoolean();
  else if (tag === metricTags.isTransient) metric.isTransient = reader.readBoolean();
  else if (tag === metricTags.isNull) flags.isNull = reader.readBoolean();
}

/** Undefined, with nothing read, where the field is not a value. */
function readMetricValue(reader: PbfReader, tag: number): MetricValue | undefined {
  switch (tag) {
    case metricTags.int:
    case metricTags.long:
      return readUint64(reader);
    case metricTags.float:
      return reader.readFloat();
    case metricTags.double:
      return reader.readDouble();
    case metricTags.boolean:
      return reader.readBoolean();
    case metricTags.string:
      return readText(reader);
    case metricTags.bytes:
      return readSlice(reader);
    case metricTags.dataSet:
      return { unsupported: "DataSet" };
    case metricTags.template:
      return { unsupported: "Template" };
    default:
      return undefined;
  }
}

function readPropertySet(reader: PbfReader): PropertySet {
  const keys: string[] = [];
  const values: PropertyValue[] = [];
  const start = reader.pos;
  eachField(reader, endOfBytes(reader), (tag) => {
    if (tag === propertySetTags.key) keys.push(readText(reader));
    else if (tag === propertySetTags.value) values.push(readProperty(reader));
  });
  if (keys.length !== values.length) {
    throw new PropertyFault(`${keys.length} property keys for ${values.length} values`, start);
  }
  const set = new Map<string, PropertyValue>();
  for (const [index, key] of keys.entries()) set.set(key, values[index] ?? { value: null });
  return set;
}

function readProperty(reader: PbfReader): PropertyValue {
  const property: Draft<PropertyValue> = { value: null };
  let isNull = false;
  eachField(reader, endOfBytes(reader), (tag) => {
    if (tag === propertyTags.type) property.type = reader.readVarint();
    else if (tag === propertyTags.isNull) isNull = reader.readBoolean();
    else property.value = readPropertyValue(reader, tag) ?? property.value;
  });
  if (isNull) property.value = null;
  if (property.type !== undefined) property.value = asDataType(property.value, property.type);
  return property;
}

/** Undefined, with nothing read, where the field is not a value. Nested sets are not read. */
function readPropertyValue(reader: PbfReader, tag: number): MetricValue | undefined {
  switch (tag) {
    case propertyTags.int:
    case propertyTags.long:
      return readUint64(reader);
    case propertyTags.float:
      return reader.readFloat();
    case propertyTags.double:
      return reader.readDouble();
    case propertyTags.boolean:
      return reader.readBoolean();
    case propertyTags.string:
      return readText(reader);
    case propertyTags.set:
      return { unsupported: "PropertySet" };
    case propertyTags.setList:
      return { unsupported: "PropertySetList" };
    default:
      return undefined;
  }
}
