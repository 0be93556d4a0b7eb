import type { EpochMs } from "../time.ts";
import type { Identity } from "../wire/header.ts";

/** The numbers of the Sparkplug data types. Source: Sparkplug 3.0.0, tck-id-payloads-metric-datatype-value, and sparkplug_b.proto, enum DataType. */
export const dataTypes = {
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
  DateTime: 13,
  Text: 14,
  UUID: 15,
  DataSet: 16,
  Bytes: 17,
  File: 18,
  Template: 19,
  PropertySet: 20,
  PropertySetList: 21,
} as const;

/** A value we do not read: a data set, template, array, or a kind of property set inside a property. */
export interface Unsupported {
  readonly unsupported: string;
}

/**
 * A value as it stands in a message. Integers above 2^53 are bigint, all others number; Bytes and File are bytes;
 * null is an explicit null or a missing value.
 */
export type MetricValue = number | bigint | boolean | string | Uint8Array | Unsupported | null;

/** One property of a metric. */
export interface PropertyValue {
  /** Number of the data type. */
  readonly type?: number;
  readonly value: MetricValue;
}

/** The properties of a metric by name. */
export type PropertySet = ReadonlyMap<string, PropertyValue>;

/** One metric of a message. */
export interface Metric {
  readonly name?: string;
  readonly alias?: number | bigint;
  /** When it was acquired. */
  readonly timestamp?: EpochMs;
  /** Number of the data type; usually missing in data messages, where the birth has told it. */
  readonly datatype?: number;
  readonly isHistorical?: boolean;
  readonly isTransient?: boolean;
  readonly properties?: PropertySet;
  readonly value: MetricValue;
}

/** What every Sparkplug B message but STATE carries. */
export interface Payload {
  /** When it was sent. */
  readonly timestamp?: EpochMs;
  readonly metrics: readonly Metric[];
  /** 0 to 255; absent in NDEATH and in commands. */
  readonly seq?: number;
  readonly uuid?: string;
  readonly body?: Uint8Array;
  /** Our own extension: which readings these are. */
  readonly identity?: Identity;
}

/** Why a payload was not read. `offset` is the byte near which it was noticed. */
export interface PayloadFault {
  readonly kind: "malformed" | "identity" | "properties";
  readonly detail: string;
  readonly offset: number;
}
