import { identityField } from "../wire/header.ts";

/**
 * The first bytes of the fields we know: field number times eight plus wire type
 * (0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes). A field of another wire type is another tag, and unknown.
 * Source: sparkplug_b.proto; Protocol Buffers, "Encoding", message structure.
 */
export const payloadTags = {
  timestamp: 0x08,
  metric: 0x12,
  seq: 0x18,
  uuid: 0x22,
  body: 0x2a,
  /** Our own extension. */
  identity: identityField * 8 + 2,
} as const;

/** Message Payload.Metric. */
export const metricTags = {
  name: 0x0a,
  alias: 0x10,
  timestamp: 0x18,
  datatype: 0x20,
  isHistorical: 0x28,
  isTransient: 0x30,
  isNull: 0x38,
  properties: 0x4a,
  int: 0x50,
  long: 0x58,
  float: 0x65,
  double: 0x69,
  boolean: 0x70,
  string: 0x7a,
  bytes: 0x82,
  dataSet: 0x8a,
  template: 0x92,
} as const;

/** Message Payload.PropertySet. */
export const propertySetTags = { key: 0x0a, value: 0x12 } as const;

/** Message Payload.PropertyValue. */
export const propertyTags = {
  type: 0x08,
  isNull: 0x10,
  int: 0x18,
  long: 0x20,
  float: 0x2d,
  double: 0x31,
  boolean: 0x38,
  string: 0x42,
  set: 0x4a,
  setList: 0x52,
} as const;
