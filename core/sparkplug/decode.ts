import { PbfReader } from "pbf";
import { messageOf } from "../errors.ts";
import { err, ok, type Result } from "../result.ts";
import { WireFault } from "../wire/bytes.ts";
import { decodeIdentity, type Identity, type IdentityFault } from "../wire/header.ts";
import { eachField, endOfBytes, readSlice, readText, readUint64 } from "./fields.ts";
import { PropertyFault, readPropertySet } from "./properties.ts";
import { metricTags, payloadTags } from "./tags.ts";
import type { Metric, MetricValue, Payload, PayloadFault } from "./types.ts";
import { asDataType } from "./value.ts";

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** The identity extension cannot be read. */
export class HeaderFault extends WireFault {}

/**
 * Reads any Sparkplug B payload; unknown fields are skipped, later values of a field win.
 * Never throws. Source: sparkplug_b.proto; Sparkplug 3.0.0, chapter 6.
 */
export function decodePayload(bytes: Uint8Array): Result<Payload, PayloadFault> {
  const reader = new PbfReader(bytes);
  try {
    return ok(readPayload(reader));
  } catch (error) {
    return err(faultOf(error, reader.pos));
  }
}

/** What an error thrown while reading says about the payload. */
export function faultOf(error: unknown, position: number): PayloadFault {
  const offset = error instanceof WireFault ? error.offset : position;
  const detail = messageOf(error);
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
